using System.Collections;
using CsCheck;
using MlDash.Parameters;
using MlDash.Recording;
using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>Values, names, times and sizes at the edge come back as they went in.</summary>
public sealed class OddInputTests
{
    [Fact]
    public async Task Large_and_strange_texts_come_back_exactly()
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        string[] texts = [new('x', 1 << 20), "🚀 日本語 \0 \u0001 \u007f \u2028 \t\"\\\r\n", string.Empty, " spaces ", "{\"json\": NaN}"];
        foreach (var text in texts)
            experiment.Log.Write(LogLevel.Info, text, new Hashtable { ["text"] = text });
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var entries = (await scene.GetAsync()).Log.ReadAsync(new LogQuery()).ToBlockingEnumerable().ToList();
        Assert.Equal(texts, entries.Select(entry => entry.Message));
        Assert.Equal(texts, entries.Select(entry => entry.Metadata!["text"]));
    }

    [Fact]
    public async Task Numbers_that_are_none_come_back_from_points_tracks_parameters_and_metadata()
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        var odd = new Hashtable { ["nan"] = double.NaN, ["up"] = double.PositiveInfinity, ["down"] = double.NegativeInfinity };
        experiment.Metric("m").Append(odd, new AppendClock());
        experiment.Track("t").Append(odd, new AppendClock(), 1);
        experiment.Log.Write(LogLevel.Info, "odd", odd);
        await experiment.Parameters.SetAsync(odd);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var stored = await scene.GetAsync();
        var point = stored.Metric("m").ReadAsync(new MetricQuery()).ToBlockingEnumerable().Single().Fields;
        var entry = stored.Track("t").ReadAsync(new TrackQuery()).ToBlockingEnumerable().Single().Fields;
        var metadata = stored.Log.ReadAsync(new LogQuery()).ToBlockingEnumerable().Single().Metadata!;
        var parameters = await stored.Parameters.GetAsync();
        foreach (string name in odd.Keys)
        {
            Assert.Equal(odd[name], point[name]);
            Assert.Equal(odd[name], entry[name]);
            Assert.Equal(odd[name], metadata[name]);
            Assert.Equal(odd[name], parameters[name]);
        }
    }

    [Fact]
    public async Task Ten_thousand_parameters_come_back()
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        var many = new Hashtable();
        for (var i = 0; i < 10_000; i++)
            many[$"group{i % 100}.key{i}"] = i;
        await experiment.Parameters.SetAsync(many);
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        var stored = await (await scene.GetAsync()).Parameters.GetAsync();
        Assert.Equal(10_000, stored.Count);
        Assert.Equal(4321L, stored["group21.key4321"]);
        Assert.Equal(100, ParameterFlattening.Unflatten(stored).Count);
    }

    [Fact]
    public async Task Topics_that_share_a_folder_are_refused_before_and_after_the_first_is_on_the_disk()
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        experiment.Track("a/b").Append(new Hashtable { ["x"] = 1 }, new AppendClock());
        Assert.Equal(
            "TopicTaken", Assert.Throws<ExperimentException>(() => experiment.Track("a_b").Append(new Hashtable { ["x"] = 1 }, new AppendClock())).ErrorId);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var again = await scene.StartAsync();
        var taken = Assert.Throws<ExperimentException>(() => again.Track("a_b").Append(new Hashtable { ["x"] = 1 }, new AppendClock()));
        Assert.Contains("a/b", taken.Message, StringComparison.Ordinal);
        await again.CompleteAsync(ExperimentStatus.Completed);
    }

    [Fact]
    public async Task A_clock_set_back_makes_no_time_twice_and_loses_no_entry()
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        var clock = new AppendClock();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var time in new double[] { now + 3600, now, now + 7200, now - 3600 })
            experiment.Metric("m").Append(new Hashtable { ["given"] = time }, clock, time);
        var made = Enumerable.Range(0, 1000).Select(_ => clock.ReadUnique("t", null)).ToList();
        await experiment.CompleteAsync(ExperimentStatus.Completed);

        Assert.Equal(1000, made.Distinct().Count());
        Assert.Equal(made.Order(), made);
        Assert.Equal(
            new object?[] { now + 3600d, (double)now, now + 7200d, now - 3600d },
            (await scene.GetAsync()).Metric("m").ReadAsync(new MetricQuery()).ToBlockingEnumerable().Select(point => point.Fields["given"]));
    }

    [Fact]
    public void Reading_a_track_agrees_with_looking_at_every_entry() => Gen.Select(
        Gen.Int[0, 40].Array[1, 60],
        Gen.Int[1, 7],
        Gen.Int[-5, 45].Array[1, 5]).Sample(
        (times, batch, asked) =>
        {
            using var scene = new Scene();
            var experiment = scene.StartAsync(options: new RecordingOptions { TrackMergeWindow = TimeSpan.Zero }).GetAwaiter().GetResult();
            var clock = new AppendClock();
            var written = new List<(double Time, long Number)>();
            foreach (var group in times.Select((time, at) => (Time: (double)time, Number: (long)at)).Chunk(batch))
            {
                // Equal times of one batch become one entry, the later field wins; across batches they stay apart.
                foreach (var (time, number) in group)
                    experiment.Track("t").Append(new Hashtable { ["number"] = number }, clock, time);
                experiment.FlushAsync().GetAwaiter().GetResult();
                written.AddRange(
                    experiment.Track("t")
                        .ReadAsync(new TrackQuery())
                        .ToBlockingEnumerable()
                        .Select(entry => (entry.Timestamp, (long)entry.Fields["number"]!))
                        .Except(written));
            }

            var expected = written.OrderBy(entry => entry.Number).OrderBy(entry => entry.Time).ToList();
            foreach (var from in asked)
            {
                var range = experiment.Track("t")
                    .ReadAsync(new TrackQuery { From = from, To = from + 10 })
                    .ToBlockingEnumerable()
                    .Select(entry => (entry.Timestamp, (long)entry.Fields["number"]!));
                Assert.Equal(expected.Where(entry => entry.Time >= from && entry.Time <= from + 10), range);
                var floor = expected.Where(entry => entry.Time <= from).Select(entry => (long?)entry.Number).LastOrDefault();
                if (floor is null)
                    Assert.Throws<ExperimentException>(() => experiment.Track("t").FindAsync([from], new TrackQuery()).ToBlockingEnumerable().Single());
                else
                    Assert.Equal(floor, experiment.Track("t").FindAsync([from], new TrackQuery()).ToBlockingEnumerable().Single().Fields["number"]);
            }

            experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        },
        iter: 30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(5000)]
    public async Task Reading_points_from_anywhere_agrees_with_reading_all(int points)
    {
        using var scene = new Scene();
        var experiment = await scene.StartAsync();
        var clock = new AppendClock();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < points; i++)
                experiment.Metric("m").Append(new Hashtable { ["n"] = (round * points) + i }, clock);
            var all = Read(experiment, new MetricQuery());
            Assert.Equal((round + 1) * points, all.Count);
            foreach (var skip in new[] { 0, 1, 998, 999, 1000, 1001, 2500, 20_000 })
            {
                Assert.Equal(all.Skip(skip).Take(7), Read(experiment, new MetricQuery { Skip = skip, First = 7 }));
                Assert.Equal(all.TakeLast(skip), Read(experiment, new MetricQuery { Last = skip }));
            }
        }

        await experiment.CompleteAsync(ExperimentStatus.Completed);

        static List<object?> Read(Experiment experiment, MetricQuery query) =>
            [.. experiment.Metric("m").ReadAsync(query).ToBlockingEnumerable().Select(point => point.Fields["n"])];
    }
}
