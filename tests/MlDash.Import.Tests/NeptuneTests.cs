using System.Collections.Specialized;
using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>What Neptune's exporter writes. The files are made here, by its published schema.</summary>
public sealed class NeptuneTests : IDisposable
{
    private const string Part = "exports/data/lab_digits_1a2b/DIG-7_part_0.parquet";

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Attributes_series_histograms_and_files_of_a_run_in_parts_are_all_there()
    {
        _folder.Write(Part, NeptuneRow.Bytes(
            4,
            NeptuneRow.Value("sys/name", "cold start"),
            NeptuneRow.Value("sys/creation_time", new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc)),
            NeptuneRow.Words("sys/tags", "baseline", "cpu"),
            NeptuneRow.Value("sys/failed", false),
            NeptuneRow.Value("sys/owner", "ada"),
            NeptuneRow.Value("config/lr", 0.125),
            NeptuneRow.Value("config/layers", 12L),
            NeptuneRow.Value("config/amp", true),
            Point("metrics/loss", 0, 0.5, 1),
            Point("metrics/loss", 1.5m, double.NaN, 2),
            Text("monitoring/stdout", 0, "epoch 1", 3)));
        _folder.Write(Part.Replace("part_0", "part_1"), NeptuneRow.Bytes(
            100,
            Point("metrics/loss", 2, 0.25, 4),
            Histogram("weights", 2, [0, 1, 2], [3, 4]),
            File("model", "file", null, "lab_digits_1a2b/DIG-7/model.bin"),
            File("samples", "file_series", 7, "lab_digits_1a2b/DIG-7/samples/step_7.png"),
            File("away", "file", null, "../../secret.txt")));
        _folder.Write("exports/files/lab_digits_1a2b/DIG-7/model.bin", "weights of it");
        _folder.Write("exports/files/lab_digits_1a2b/DIG-7/samples/step_7.png", "a picture");
        _folder.Write("secret.txt", "not for anybody");

        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "exports")));

        Assert.Equal(("lab/digits/cold start", ImportFormat.Neptune, "lab/digits/DIG-7"), (imported.Prefix, imported.Format, imported.SourceId));
        Assert.Equal((3L, 1L, 1L, 3, 2), (imported.Points, imported.Logs, imported.TrackEntries, imported.Parameters, imported.Files));
        var record = (await _folder.RecordAsync(imported.Prefix))!;
        Assert.Equal(ExperimentStatus.Completed, record.Status);
        Assert.Equal(["baseline", "cpu"], record.Tags);
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), record.CreatedAt);
        var loss = await _folder.PointsAsync(imported.Prefix, "metrics/loss");
        Assert.Equal([0L, 1.5, 2L], loss.Select(point => point.Fields["step"]));
        Assert.Equal([0.5, double.NaN, 0.25], loss.Select(point => (double)point.Fields["value"]!));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 4, TimeSpan.Zero), loss[2].Timestamp);
        var parameters = await _folder.Store.ReadParametersAsync(ExperimentPath.Recorded(imported.Prefix), CancellationToken.None);
        Assert.Equal([0.125, 12L, true], new[] { parameters["config/lr"], parameters["config/layers"], parameters["config/amp"] });
        Assert.Equal(
            new Dictionary<string, string> { ["model.bin"] = "weights of it", ["samples/00000007.png"] = "a picture" },
            await _folder.FilesAsync(imported.Prefix));
        Assert.Contains("away", Assert.Single(imported.LeftOut));
        Assert.Equal("ada", ((OrderedDictionary)record.Metadata!["neptune"]!)["owner"]);

        var again = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, Part)));
        Assert.Equal((0L, 0L, 0L, 0, 0), (again.Points, again.Logs, again.TrackEntries, again.Parameters, again.Files));
    }

    [Fact]
    public async Task A_run_whose_export_is_not_done_waits_with_a_warning()
    {
        _folder.Write(Part, NeptuneRow.Bytes(10, NeptuneRow.Value("sys/name", "whole")));
        _folder.Write(Part.Replace("DIG-7_part_0", "DIG-8_part_1"), NeptuneRow.Bytes(10, Point("loss", 0, 1, 1)));

        Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "exports", "data")));
        Assert.Contains("DIG-8_part_1.parquet", Assert.Single(_folder.Store.Warnings));
    }

    [Fact]
    public async Task A_link_among_the_files_is_not_followed()
    {
        _folder.Write(Part, NeptuneRow.Bytes(10, NeptuneRow.Value("sys/name", "linked"), File("model", "file", null, "away/secret.txt")));
        var secret = _folder.Write("elsewhere/secret.txt", "not for anybody");
        var link = Path.Combine(_folder.Sources, "exports", "files", "away");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (!TryLink(link, Path.GetDirectoryName(secret)!))
            return;

        var imported = Assert.Single(await _folder.ImportAsync(Path.Combine(_folder.Sources, "exports")));
        Assert.Equal(0, imported.Files);
        Assert.Contains("away/secret.txt", Assert.Single(imported.LeftOut));
    }

    /// <summary>Windows lets only some users make links.</summary>
    private static bool TryLink(string link, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(link, target);
            return true;
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return false;
        }
    }

    private static NeptuneRow Point(string path, decimal step, double value, int second)
    {
        var row = NeptuneRow.At(path, "float_series", step, second);
        row.float_value = value;
        return row;
    }

    private static NeptuneRow Text(string path, decimal step, string text, int second)
    {
        var row = NeptuneRow.At(path, "string_series", step, second);
        row.string_value = text;
        return row;
    }

    private static NeptuneRow Histogram(string path, decimal step, double[] edges, double[] counts)
    {
        var row = NeptuneRow.At(path, "histogram_series", step, 5);
        row.histogram_value = new NeptuneHistogram { type = "COUNTING", edges = [.. edges], values = [.. counts] };
        return row;
    }

    private static NeptuneRow File(string path, string type, decimal? step, string file)
    {
        var row = NeptuneRow.Of(path, type);
        (row.step, row.file_value) = (step, new NeptuneFile { path = file });
        return row;
    }
}
