using System.Globalization;

namespace MlDash.Benchmarks;

/// <summary>Curves of many runs over HTTP: what a page that compares them waits for.</summary>
internal static class SeriesOverHttpRows
{
    private const int Runs = 50;
    private const int BatchesARun = 20;
    private const int PointsABatch = 5_000;
    private const int Rounds = 7;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        // The same server with one more endpoint, which answers nothing.
        using var server = ServerProcess.Start(typeof(SeriesOverHttpRows).Assembly.Location, ["serve"], workspace.Folder);
        using var http = PointTraffic.NewClient();
        var experiments = Enumerable.Range(0, Runs).Select(run => PointTraffic.MakeExperiment(http, server.Url, $"curve-{run}"));
        string[] metrics = [.. experiments.Select(experiment => $"{server.Url}/api/experiments/{experiment}/metrics/train")];
        var body = PointTraffic.MakeBatch(PointsABatch);
        foreach (var some in metrics.Chunk(PointTraffic.Clients))
            PointTraffic.Post(http, [.. some.Select(metric => $"{metric}/append-batch")], body, BatchesARun);

        // One round is not counted: it compiles, and makes the summaries of what closing chunks has left.
        var (curves, empty, spent) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var before = server.ProcessorSeconds;
            var time = Measured.Once(() => All(metric => http.GetByteArrayAsync(new Uri($"{metric}/series?field=loss&x=index&buckets=500"))));
            var used = (server.ProcessorSeconds - before) * 1000;
            var other = Measured.Once(() => All(_ => http.PostAsync(new Uri($"{server.Url}/empty"), content: null)));
            if (round < 0)
                continue;
            curves.Add(time);
            spent.Add(used);
            empty.Add(other);
        }

        var found = string.Create(
            CultureInfo.InvariantCulture, $"{Median(curves):0} ms against {Median(empty):0} ms; {Median(spent):0} ms of the server's processors");
        yield return new(
            $"curves of {Runs} runs of 100,000 points, one field, 500 buckets, over HTTP", "as many empty requests", "≤ 500 ms", found,
            Median(curves) <= 500);

        void All(Func<string, Task> ask) => Parallel.ForEach(
            metrics, new ParallelOptions { MaxDegreeOfParallelism = PointTraffic.Clients }, metric => ask(metric).GetAwaiter().GetResult());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
