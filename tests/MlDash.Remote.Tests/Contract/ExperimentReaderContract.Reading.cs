using System.Collections;
using System.Numerics;
using MlDash.Experiments;
using MlDash.Records;
using MlDash.Series;
using MlDash.Text;

namespace MlDash.Remote.Tests.Contract;

/// <content>What readers answer.</content>
public abstract partial class ExperimentReaderContract
{
    [Fact]
    public async Task Experiments_come_in_the_order_asked_for_and_only_as_many()
    {
        foreach (var name in new[] { "b", "c", "a" })
            await RecordAsync(name);

        Assert.Equal(["a", "c", "b"], await FoundAsync(new() { Order = ExperimentOrder.Newest }));
        Assert.Equal(["a", "c"], await FoundAsync(new() { Order = ExperimentOrder.Newest, First = 2 }));
    }

    [Fact]
    public async Task Filters_hold_together()
    {
        await RecordAsync("night/one", change: new() { Tags = ["good"] });
        await RecordAsync("night/two", change: new() { Tags = ["bad"] });
        await RecordAsync("day/one", change: new() { Tags = ["good"] });
        await using var running = await StartAsync("night/three", new() { Tags = ["good"] });

        Assert.Equal(["one", "three"], (await FoundAsync(new() { Under = await PathAsync("night"), Tags = [Wildcard.ForName("good")] })).Order());
        Assert.Equal(["three"], await FoundAsync(new() { Statuses = [ExperimentStatus.Running] }));
        Assert.Equal(["two"], await FoundAsync(new() { Names = [Wildcard.ForName("TW*")] }));
        Assert.Empty(await FoundAsync(new() { Projects = [Wildcard.ForName("other")] }));
    }

    [Fact]
    public async Task The_end_of_a_run_is_read()
    {
        await using var experiment = await StartAsync("run");
        Assert.Equal(ExperimentStatus.Running, (await Reader.GetAsync(experiment.Stored.Path, CancellationToken.None))?.Status);

        await experiment.CompleteAsync(ExperimentStatus.Failed, "no memory");

        var record = await Reader.GetAsync(experiment.Stored.Path, CancellationToken.None);
        Assert.Equal((ExperimentStatus.Failed, "no memory"), (record!.Status, record.Error));
    }

    [Fact]
    public async Task What_is_not_there_is_nothing()
    {
        var path = await RecordAsync("run");

        Assert.Null(await Reader.GetAsync(await PathAsync("none"), CancellationToken.None));
        Assert.Empty(await Reader.ReadParametersAsync(path, CancellationToken.None));
        Assert.Empty(await Scene.ToListAsync(Reader.ReadLogsAsync(path, new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.ListMetricNamesAsync(path, CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.ReadMetricAsync(path, "none", new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.ReadMetricAsync(path, "none", new() { Last = 2 }, CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.ReadTrackAsync(path, "none", new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.FindFilesAsync(path, new(), CancellationToken.None)));
        var before = Reader.FindInTrackAsync(path, "none", [1], new(), CancellationToken.None);
        Assert.Equal("TrackTimeBeforeFirst", await FaultAsync(() => Scene.ToListAsync(before)));
    }

    [Fact]
    public async Task More_points_than_a_page_come_in_order_and_from_either_end()
    {
        var path = await RecordAsync("run", experiment =>
        {
            var (metric, clock) = (experiment.Metric("train"), new AppendClock());
            for (var i = 0L; i < 6_000; i++)
                metric.Append(Scene.Fields(("step", i)), clock);
            return Task.CompletedTask;
        });

        Assert.Equal(Enumerable.Range(0, 6_000).Select(i => (long)i), await PointsAsync(new()));
        Assert.Equal([5_500L, 5_501], await PointsAsync(new() { Skip = 5_500, First = 2 }));
        Assert.Equal([5_998L, 5_999], await PointsAsync(new() { Last = 2 }));

        async Task<IEnumerable<long>> PointsAsync(MetricQuery query) =>
            (await Scene.ToListAsync(Reader.ReadMetricAsync(path, "train", query, CancellationToken.None))).Select(point => (long)point.Fields["step"]!);
    }

    [Fact]
    public async Task Columns_hold_the_numbers_of_the_points()
    {
        var random = new Random(15);
        var path = await RecordAsync("run", experiment =>
        {
            var (metric, clock) = (experiment.Metric("train"), new AppendClock());
            for (var i = 0L; i < 6_500; i++)
            {
                object? odd = random.Next(9) switch
                {
                    0 => double.NaN, 1 => "text", 2 => true, 3 => null, 4 => new[] { 1, 2 }, 5 => BigInteger.Pow(10, 30), _ => i / 3.0,
                };
                metric.Append(random.Next(5) == 0 ? Scene.Fields(("rare", i)) : Scene.Fields(("step", i), ("odd", odd), ("loss", -1e-9 / (i + 1))), clock, i);
            }

            return Task.CompletedTask;
        });

        MetricQuery[] queries =
        [
            new(), new() { Skip = 1_234, First = 4_000 }, new() { Last = 777 }, new() { Since = 100, Until = 5_200.5, Fields = ["ODD", "none"] },
            new() { Until = 3_000, Last = 20 }, new() { First = 0 }, new() { Skip = 7_000 },
        ];
        foreach (var query in queries)
        {
            var points = await Scene.ToListAsync(Reader.ReadMetricAsync(path, "train", query, CancellationToken.None));
            var parts = await Scene.ToListAsync(Reader.ReadColumnsAsync(path, "train", query, CancellationToken.None));
            Assert.All(parts, part => Assert.InRange(part.Count, 1, 1_000));
            var columns = MetricColumns.Join(parts);
            Assert.Equal(points.Select(point => point.Index), columns.Index.ToArray());
            foreach (var field in points.SelectMany(point => point.Fields.Names).Distinct().Append("none").ToList())
            {
                var numbers = points.Select(point => StoredNumber.Of(point.Fields[field])).ToList();
                Assert.Equal(numbers.Exists(number => number is not null), columns.Fields.Contains(field));
                var column = columns[field].ToArray().Select(number => MetricColumns.IsAbsent(number) ? null : (double?)number);
                Assert.Equal(columns.Fields.Contains(field) ? numbers : [], column);
            }
        }

        Assert.Empty(await Scene.ToListAsync(Reader.ReadColumnsAsync(path, "none", new(), CancellationToken.None)));
        Assert.Empty(await Scene.ToListAsync(Reader.ReadColumnsAsync(path, "none", new() { Last = 3 }, CancellationToken.None)));
    }

    [Fact]
    public async Task A_curve_is_the_same_wherever_it_is_read()
    {
        var path = await RecordAsync("run", experiment =>
        {
            var (metric, clock) = (experiment.Metric("train"), new AppendClock());
            for (var i = 0L; i < 6_500; i++)
            {
                var loss = i == 4_321 ? 1e6 : i == 77 ? double.NaN : 1.0 / (i + 1);
                metric.Append(Scene.Fields(("step", i < 4_000 ? i : i - 500), ("loss", loss), ("name", "x")), clock);
            }

            return Task.CompletedTask;
        });

        var step = new SeriesX("step");
        var all = await SeriesAsync(new() { X = step, Buckets = 5 });
        Assert.Equal(["loss", "_ts"], all.Select(series => series.Field).Order(StringComparer.Ordinal).Reverse());
        var loss = Assert.Single(all, series => series.Field == "loss");
        Assert.Equal(6_499, loss.Buckets.Sum(bucket => bucket.Count));
        Assert.Equal(1, loss.Buckets.Sum(bucket => bucket.NonFinite));
        Assert.Equal((3_821.0, 1e6), loss.Buckets.MaxBy(bucket => bucket.Max.Y).Max);
        Assert.Contains(loss.Buckets, bucket => bucket.StartsPiece);
        var part = Assert.Single(await SeriesAsync(new() { Fields = ["LOSS", "none"], X = SeriesX.Index, From = 10, To = 12 }));
        Assert.True(part.IsRaw);
        Assert.Equal([(10.0, 1.0 / 11), (11, 1.0 / 12), (12, 1.0 / 13)], part.Buckets.Select(bucket => bucket.First));
        var elapsed = Assert.Single(await SeriesAsync(new() { Fields = ["step"], X = SeriesX.Of("RelativeTime") }));
        Assert.Equal(0, elapsed.Buckets[0].First.X);
        Assert.Empty(await SeriesAsync(new() { Fields = ["name"] }));
        Assert.Empty(await Reader.ReadSeriesAsync(path, "none", new(), CancellationToken.None));

        Task<IReadOnlyList<MetricSeries>> SeriesAsync(SeriesQuery query) => Reader.ReadSeriesAsync(path, "train", query, CancellationToken.None);
    }

    [Fact]
    public async Task Curves_of_several_metrics_come_in_the_order_asked_for()
    {
        var (one, two) = (await RecordAsync("one", FillAsync), await RecordAsync("two", FillAsync));
        MetricPath[] asked = [new(two, "val"), new(one, "none"), new(one, "train"), new(one, "val"), new(two, "val")];
        var query = new SeriesQuery { Fields = ["x"], X = SeriesX.Index };
        var all = await Reader.ReadSeriesAsync(asked, query, CancellationToken.None);

        Assert.Equal([1, 0, 1, 1, 1], all.Select(curves => curves.Count));
        foreach (var (path, curves) in asked.Zip(all))
        {
            var alone = await Reader.ReadSeriesAsync(path.Experiment, path.Metric, query, CancellationToken.None);
            Assert.Equal(alone.Select(curve => (curve.Metric, curve.Buckets[0].First)), curves.Select(curve => (curve.Metric, curve.Buckets[0].First)));
        }

        Assert.Empty(await Reader.ReadSeriesAsync([], query, CancellationToken.None));

        static Task FillAsync(Experiment experiment)
        {
            foreach (var name in new[] { "val", "train" })
                experiment.Metric(name).Append(Scene.Fields(("x", (long)$"{experiment.Name}{name}".Length)), new AppendClock());
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Metrics_are_named_in_order_and_described_by_exact_names()
    {
        var path = await RecordAsync("run", experiment =>
        {
            foreach (var name in new[] { "val", "train", "train/loss", "Train" })
                experiment.Metric(name).Append(Scene.Fields(("x", 1L)), new AppendClock());
            return Task.CompletedTask;
        });

        Assert.Equal(["Train", "train", "train/loss", "val"], await Scene.ToListAsync(Reader.ListMetricNamesAsync(path, CancellationToken.None)));
        var described = await Scene.ToListAsync(Reader.DescribeMetricsAsync(path, ["val", "none", "train"], CancellationToken.None));
        Assert.Equal([("train", 1L), ("val", 1L)], described.Select(metric => (metric.Name, metric.TotalPoints)));
    }

    [Fact]
    public async Task Entries_of_a_track_come_in_the_order_of_their_timestamps()
    {
        var path = await RecordAsync("run", experiment =>
        {
            foreach (var time in new[] { 2.0, 1.0, 3.0 })
                experiment.Track("pose").Append(Scene.Fields(("x", time)), new AppendClock(), time);
            return Task.CompletedTask;
        });

        Assert.Equal([1.0, 2, 3], await TimesAsync(Reader.ReadTrackAsync(path, "pose", new(), CancellationToken.None)));
        Assert.Equal([2.0], await TimesAsync(Reader.ReadTrackAsync(path, "pose", new() { From = 1.5, To = 2.5 }, CancellationToken.None)));
        Assert.Equal([2.0, 1], await TimesAsync(Reader.FindInTrackAsync(path, "pose", [2.9, 1], new(), CancellationToken.None)));
        Assert.Equal("pose", Assert.Single(await Scene.ToListAsync(Reader.DescribeTracksAsync(path, ["pose", "none"], CancellationToken.None))).Topic);

        static async Task<IEnumerable<double>> TimesAsync(IAsyncEnumerable<TrackEntry> entries) =>
            (await Scene.ToListAsync(entries)).Select(entry => entry.Timestamp);
    }

    [Fact]
    public async Task A_page_of_the_log_begins_where_the_last_one_ended()
    {
        await using var experiment = await StartAsync("run");
        Write("one", "two");
        await experiment.FlushAsync();

        var first = await Reader.ReadLogPageAsync(experiment.Stored.Path, new() { Last = 1 }, null, CancellationToken.None);
        Write("three");
        await experiment.FlushAsync();
        var second = await Reader.ReadLogPageAsync(experiment.Stored.Path, new(), first.Next, CancellationToken.None);

        Assert.Equal(["two"], Messages(first.Entries));
        Assert.Equal(["three"], Messages(second.Entries));
        Assert.Equal(["one", "two", "three"], Messages(await Scene.ToListAsync(Reader.ReadLogsAsync(experiment.Stored.Path, new(), CancellationToken.None))));

        void Write(params string[] messages) => Array.ForEach(messages, message => experiment.Log.Write(LogLevel.Info, message));
        static IEnumerable<string> Messages(IEnumerable<LogEntry> entries) => entries.Select(entry => entry.Message);
    }

    [Fact]
    public async Task A_file_is_read_as_it_was_kept_last()
    {
        var path = await RecordAsync("run", async experiment =>
        {
            await experiment.Files.SaveAsync(Upload("first"));
            await experiment.Files.SaveAsync(Upload("second"));
        });

        var file = Assert.Single(await Scene.ToListAsync(Reader.FindFilesAsync(path, new() { Folder = "models" }, CancellationToken.None)));
        Assert.Equal(("models/best.pt", 6), (file.Path, file.Length));
        Assert.Equal("second", await ReadAsync(file));
        Assert.Empty(await Scene.ToListAsync(Reader.FindFilesAsync(path, new() { Folder = "other" }, CancellationToken.None)));
    }

    [Fact]
    public async Task Parameters_merge_by_key()
    {
        var path = await RecordAsync("run", async experiment =>
        {
            await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.1, ["model"] = new Hashtable { ["depth"] = 3L } });
            await experiment.Parameters.SetAsync(new Hashtable { ["lr"] = 0.2 });
        });

        var read = await Reader.ReadParametersAsync(path, CancellationToken.None);
        Assert.Equal(["lr", "model.depth"], read.Keys.Cast<string>().Order());
        Assert.Equal([0.2, 3L], [read["lr"], read["model.depth"]]);
    }
}
