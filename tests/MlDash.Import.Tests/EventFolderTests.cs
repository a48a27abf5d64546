using System.Buffers.Binary;
using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>Event files of TensorBoard, made by the rules of their messages.</summary>
public sealed class EventFolderTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_folder_is_a_run_and_scalars_of_both_encodings_keep_their_digits()
    {
        var train = new EventBytes().Scalar("loss", 0, 0.1f).Scalar("epoch/acc", 0, 1f).Scalar("loss", 1, float.NaN);
        _folder.Write("logs/a/train/events.out.tfevents.1.box", train.Bytes);
        _folder.Write("logs/a/train/events.out.tfevents.2.box", new EventBytes().Scalar("loss", 2, 3.5f).Bytes);
        var validation = new EventBytes().Tensor("epoch/loss", 0, 0.25f, isFirst: true).Tensor("epoch/loss", 1, 0.125f, isFirst: false);
        _folder.Write("logs/a/validation/events.out.tfevents.1.box.v2", validation.Bytes);
        var imported = await _folder.ImportAsync(Path.Combine(_folder.Sources, "logs"));
        Assert.Equal(["logs/a/train", "logs/a/validation"], imported.Select(run => run.Prefix));
        var loss = await _folder.PointsAsync("logs/a/train", "scalars");
        Assert.Equal([0.1, double.NaN, 3.5], loss.Select(point => (double)point.Fields["loss"]!));
        Assert.Equal([0L, 1L, 2L], loss.Select(point => (long)point.Fields["step"]!));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000001500), loss[0].Timestamp);
        Assert.Equal(1.0, (await _folder.PointsAsync("logs/a/train", "epoch"))[0].Fields["acc"]);
        Assert.Equal([0.25, 0.125], (await _folder.PointsAsync("logs/a/validation", "epoch")).Select(point => (double)point.Fields["loss"]!));
        Assert.All(await _folder.ImportAsync(Path.Combine(_folder.Sources, "logs")), again => Assert.Equal(0, again.Points));
    }

    [Fact]
    public async Task Files_of_two_writers_that_grow_in_turn_are_followed_without_a_loss()
    {
        var writers = new[] { new EventBytes(), new EventBytes() };
        var expected = new SortedSet<double>();
        var random = new Random(7);
        for (var import = 0; import < 12; import++)
        {
            // Some imports find one that has grown, some both, some a record that is not whole yet.
            for (var writer = 0; writer < writers.Length; writer++)
            {
                var added = random.Next(3);
                for (var left = added; left > 0; left--)
                {
                    writers[writer].Scalar("loss", expected.Count, expected.Count);
                    expected.Add(expected.Count);
                }

                if (added > 0 || import is 0 or 11)
                    _folder.Write($"run/events.out.tfevents.{writer}.box", writers[writer].Bytes[..^(import < 11 ? random.Next(5) : 0)]);
            }

            await _folder.ImportAsync(Path.Combine(_folder.Sources, "run"));
        }

        Assert.Equal(expected, (await _folder.PointsAsync("run", "scalars")).Select(point => (double)point.Fields["loss"]!).Order());
        Assert.Empty(_folder.Store.Warnings);
        Assert.Equal(0, Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "run"))).Points);
    }

    [Fact]
    public async Task Images_are_steps_of_a_series_with_the_size_that_they_have()
    {
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAC0lEQVR4nGNgwAYAAB4AAQUWE1EAAAAASUVORK5CYII=");
        _folder.Write("run/events.out.tfevents.1.box", new EventBytes()
            .Value(3, 1700000001, new Proto().Text(1, "samples/cat").Message(4, new Proto().Data(4, png))).Bytes);

        await _folder.ImportAsync(Path.Combine(_folder.Sources, "run"));

        var file = Assert.Single(await _folder.Store.FindFilesAsync(ExperimentPath.Recorded("run"), new(), CancellationToken.None).ToListAsync());
        Assert.Equal(new("samples/cat", 3), Files.FileSeries.Of(file));
        Assert.Equal((2, 3, null), Files.FileSeries.SizeOf(file));
    }

    [Fact]
    public async Task Hyperparameters_images_texts_and_histograms_come_along()
    {
        var start = new Proto().Message(3, new Proto().Message(1, new Proto().Text(1, "lr").Message(2, new Proto().Real(2, 0.01)))
            .Message(1, new Proto().Text(1, "optimizer").Message(2, new Proto().Text(3, "adam"))));
        var end = new Proto().Message(4, new Proto().Number(1, 1));
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];
        var edges = new byte[16];
        BinaryPrimitives.WriteDoubleLittleEndian(edges, 1.5);
        BinaryPrimitives.WriteDoubleLittleEndian(edges.AsSpan(8), 2.5);
        var counts = new byte[16];
        BinaryPrimitives.WriteDoubleLittleEndian(counts, 4);
        BinaryPrimitives.WriteDoubleLittleEndian(counts.AsSpan(8), 6);
        _folder.Write("run/events.out.tfevents.1.box", new EventBytes()
            .Value(0, 1700000001, Plugin("_hparams_/session_start_info", "hparams", start))
            .Value(3, 1700000001, new Proto().Text(1, "samples/cat").Message(4, new Proto().Number(1, 8).Number(2, 8).Data(4, png)))
            .Value(3, 1700000001, new Proto().Text(1, "weights").Message(5, new Proto().Real(1, 0.5).Data(6, edges).Data(7, counts)))
            .Value(4, 1700000001, Plugin("note", "text", null).Message(8, new Proto().Number(1, 7).Text(8, "# Hello")))
            .Value(5, 1700000001, Plugin("_hparams_/session_end_info", "hparams", end)).Bytes);
        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "run")));
        Assert.Equal((2, 1, 1L, 1L), (imported.Parameters, imported.Files, imported.Logs, imported.TrackEntries));
        Assert.Equal(ExperimentStatus.Completed, (await _folder.RecordAsync("run"))!.Status);
        Assert.Equal("samples/cat/00000003.png", Assert.Single(await _folder.FilesAsync("run")).Key);
        await foreach (var entry in _folder.Store.ReadTrackAsync(ExperimentPath.Recorded("run"), "weights", new TrackQuery(), CancellationToken.None))
        {
            Assert.Equal([0.5, 1.5, 2.5], ((object?[])entry.Fields["edges"]!).Cast<double>());
            Assert.Equal([4.0, 6.0], ((object?[])entry.Fields["counts"]!).Cast<double>());
        }
    }

    private static Proto Plugin(string tag, string plugin, Proto? data)
    {
        var named = new Proto().Text(1, plugin);
        return new Proto().Text(1, tag).Message(9, new Proto().Message(1, data is null ? named : named.Data(2, data.Bytes)));
    }
}
