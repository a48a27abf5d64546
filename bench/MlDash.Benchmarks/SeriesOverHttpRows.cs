using System.Globalization;
using System.Text;

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
        string[] experiments = [.. Enumerable.Range(0, Runs).Select(run => PointTraffic.MakeExperiment(http, server.Url, $"curve-{run}"))];
        string[] metrics = [.. experiments.Select(experiment => $"{server.Url}/api/experiments/{experiment}/metrics/train")];
        var body = PointTraffic.MakeBatch(PointsABatch);
        foreach (var some in metrics.Chunk(PointTraffic.Clients))
            PointTraffic.Post(http, [.. some.Select(metric => $"{metric}/append-batch")], body, BatchesARun);

        const string query = "series?field=loss&x=index&buckets=500";
        yield return RowOf(
            $"curves of {Runs} runs of 100,000 points, one field, 500 buckets, over HTTP", "as many empty requests",
            () => All(metric => http.GetByteArrayAsync(new Uri($"{metric}/{query}"))),
            () => All(_ => http.PostAsync(new Uri($"{server.Url}/empty"), content: null)));
        var asked = string.Join(',', experiments.Select(experiment => $$"""{"experimentId":"{{experiment}}","name":"train"}"""));
        yield return RowOf(
            "the same curves by one request", "an empty request",
            () => Post($"/api/experiments/{query}", $$"""{"metrics":[{{asked}}]}"""),
            () => Post("/empty", string.Empty));

        Row RowOf(string work, string against, Action ours, Action other)
        {
            // One round is not counted: it compiles, and makes the summaries of what closing chunks has left.
            var (curves, empty, spent) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                var before = server.ProcessorSeconds;
                var time = Measured.Once(ours);
                var used = (server.ProcessorSeconds - before) * 1000;
                var bare = Measured.Once(other);
                if (round < 0)
                    continue;
                curves.Add(time);
                spent.Add(used);
                empty.Add(bare);
            }

            var found = string.Create(
                CultureInfo.InvariantCulture, $"{Median(curves):0} ms against {Median(empty):0} ms; {Median(spent):0} ms of the server's processors");
            return new(work, against, "≤ 500 ms", found, Median(curves) <= 500);
        }

        void Post(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = http.PostAsync(new Uri(server.Url + path), content).GetAwaiter().GetResult();
            answer.EnsureSuccessStatusCode();
            GC.KeepAlive(answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        }

        void All(Func<string, Task> ask) => Parallel.ForEach(
            metrics, new ParallelOptions { MaxDegreeOfParallelism = PointTraffic.Clients }, metric => ask(metric).GetAwaiter().GetResult());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
