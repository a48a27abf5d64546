using System.Globalization;
using MlDash.Series;
using MlDash.Storage.Local;

namespace MlDash.Benchmarks;

/// <summary>Curves of a metric of ten million points, from its summaries, against reading points.</summary>
internal static class SeriesRows
{
    private const int Points = 10_000_000;
    private const int Recorded = 5_000_000;
    private const string Metric = "train";

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        var path = ExperimentPath.Parse("bench/series");
        var data = Path.Combine(workspace.Folder, "bench", "series", "metrics", Metric, "data.jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        using (var lines = new StreamWriter(data))
        {
            var random = new Random(1);
            for (var i = 0; i < Points; i++)
            {
                lines.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"index\": {i}, \"data\": {{\"step\":{i},\"loss\":{random.NextDouble()},\"_ts\":{1790000000 + (i / 100.0)}}}, \"createdAt\": \"2026-11-29T10:00:00.000000Z\"}}\n"));
            }
        }

        var store = new LocalExperimentStore(workspace.Folder);
        var summaries = Path.Combine(Path.GetDirectoryName(data)!, ".mldash-summary");
        yield return Measured.Time("building the summaries of 10,000,000 points", "reading those points once", 1.2, 1,
            () =>
            {
                File.Delete(summaries);
                Read(new() { Fields = ["loss"] });
            },
            () => ReadPoints(new()));
        yield return SizeOf(summaries, data);
        yield return Measured.Time("series of 1,000 buckets of 10,000,000 points, from summaries", "reading the last 1,000 points", 10, 15,
            () => Read(new() { Fields = ["loss"] }), () => ReadPoints(new() { Last = 1000 }));
        var (from, to) = (1790000000 + 40_000.0, 1790000000 + 41_000.0);
        yield return Measured.Time("zoom to 100,000 points in the middle", "reading those points", 1.2, 9,
            () => Read(new() { Fields = ["loss"], From = from, To = to }), () => ReadPoints(new() { Skip = 4_000_000, First = 100_001 }));
        yield return Measured.Speed("recording 5,000,000 points while a chart of them is asked for every 2 s", "recording them alone", 0.95, 5,
            () => RecordWithChart(workspace), () => CoreRows.RecordPoints(workspace.Start(), Recorded));

        void Read(SeriesQuery query)
        {
            var buckets = store.ReadSeriesAsync(path, Metric, query, default).GetAwaiter().GetResult().Single().Buckets;
            if (buckets.Count is < 500 or > 1000)
                throw new InvalidOperationException($"{buckets.Count} buckets are not between 500 and 1,000.");
        }

        void ReadPoints(MetricQuery query)
        {
            foreach (var point in store.ReadMetricAsync(path, Metric, query, default).ToBlockingEnumerable())
                GC.KeepAlive(point);
        }
    }

    private static Row SizeOf(string summaries, string data)
    {
        var part = new FileInfo(summaries).Length / (double)new FileInfo(data).Length;
        return new(
            "bytes of these summaries", "bytes of the points", "≤ 0.05", string.Create(CultureInfo.InvariantCulture, $"{part:0.0000}"), part <= 0.05);
    }

    /// <summary>Records while somebody else, as the page of a run does, asks for a chart of what is there.</summary>
    private static void RecordWithChart(Workspace workspace)
    {
        var experiment = workspace.Start();
        var path = experiment.Stored.Path;
        using var ended = new CancellationTokenSource();
        var charts = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
            try
            {
                while (await timer.WaitForNextTickAsync(ended.Token))
                    await new LocalExperimentStore(workspace.Folder).ReadSeriesAsync(path, Metric, new(), ended.Token);
            }
            catch (OperationCanceledException)
            {
                // All points are recorded.
            }
        });
        CoreRows.RecordPoints(experiment, Recorded);
        ended.Cancel();
        charts.GetAwaiter().GetResult();
    }
}
