using System.Globalization;
using System.Text;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Series;
using MlDash.Storage.Local;

namespace MlDash.Benchmarks;

/// <summary>A page of a table of many runs, sorted by what is known of a metric, over a folder and over HTTP.</summary>
internal static class FactsRows
{
    private const int Runs = 10_000;
    private const int Rounds = 21;
    private const int Goal = 100;
    private const int FilterGoal = 50;

    private static readonly string[] _metrics = ["train", "val", "system"];
    // By an id of each kind of fact: a text, a state, a list, a time, a parameter, a metric, and several at once.
    private static readonly string[] _filters =
    [
        "name ~ 'run-0001*'", "status = running", "tags has baseline", "started > -1d", "params.p1 < 0.01", "metrics.val.loss.min < 1",
        "not archived and (params.p0 > 0.5 or metrics.train.loss.last < 10) and name ~ '*7'",
    ];

    private static readonly string[] _sorts = ["metrics.train.loss.min", "metrics.val.loss.last", "params.p1", "metrics.system.loss.max"];

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        yield return OverAFolder(workspace);
        foreach (var row in OverHttp(workspace))
            yield return row;
        yield return FilteredInMemory();
    }

    private static Row OverAFolder(Workspace workspace)
    {
        var root = Make(workspace);
        var store = new LocalExperimentStore(root);
        var table = new RunTable(store, new());
        var first = Measured.Once(() => Page(table, 0, maxAge: null));
        var pages = Enumerable.Range(0, Rounds).Select(round => Measured.Once(() => Page(table, round, TimeSpan.FromHours(1)))).ToList();
        var again = Enumerable.Range(0, 3).Select(round => Measured.Once(() => Page(table, round, TimeSpan.Zero))).ToList();
        return RowOf("in a folder", Median(pages), first, Median(again));
    }

    private static IEnumerable<Row> OverHttp(Workspace workspace)
    {
        using var server = ServerProcess.Start(ServerProcess.Program, [], workspace.In("server"));
        using var http = PointTraffic.NewClient();
        Parallel.For(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = 2 * PointTraffic.Clients }, run => Record(http, server.Url, run));
        var columns = string.Concat(
            _metrics.Select(metric => $"&column=metrics.{metric}.loss.min").Concat(Enumerable.Range(0, 5).Select(at => $"&column=params.p{at}")));
        var first = Measured.Once(() => Page(0, 0));
        var pages = Enumerable.Range(0, Rounds).Select(round => Measured.Once(() => Page(round, 3600))).ToList();
        var again = Enumerable.Range(0, 3).Select(round => Measured.Once(() => Page(round, 0))).ToList();
        yield return RowOf("over HTTP", Median(pages), first, Median(again));

        // As the page and whoever follows a table ask: the server decides when it looks again.
        var filtered = Enumerable.Range(0, 10 * _filters.Length).Select(round => Measured.Once(() => Filtered(round))).ToList();
        yield return new(
            "filters of 10,000 runs over HTTP, a page of 100 sorted by a metric, p95", "–", $"< {FilterGoal} ms",
            string.Create(CultureInfo.InvariantCulture, $"{P95(filtered):0} ms; the median {Median(filtered):0} ms"), P95(filtered) < FilterGoal);

        void Filtered(int round) => http.GetStringAsync(new Uri(
            $"{server.Url}/api/runs?filter={Uri.EscapeDataString(_filters[round % _filters.Length])}&sort={_sorts[round % _sorts.Length]}&first=100{columns}"))
            .GetAwaiter().GetResult();

        void Page(int round, int maxAge)
        {
            var answer = http.GetStringAsync(new Uri(
                $"{server.Url}/api/namespaces/bench/runs?sort={_sorts[round % _sorts.Length]}&first=100&maxAge={maxAge}{columns}")).GetAwaiter().GetResult();
            if (!answer.Contains($"\"total\":{Runs}", StringComparison.Ordinal))
                throw new InvalidOperationException($"{Runs} runs were expected: {answer[..200]}");
        }
    }

    /// <summary>Ten times as many runs, in the memory of a server as its table has them; they are not recorded.</summary>
    private static Row FilteredInMemory()
    {
        RunFacts[] runs = [.. Enumerable.Range(0, 10 * Runs).Select(FactsOf)];
        var rounds = Enumerable.Range(0, 5 * _filters.Length).Select(round => Measured.Once(() =>
        {
            var filter = RunFilter.Parse(_filters[round % _filters.Length]);
            var page = new RunTableQuery { Sort = RunColumn.Parse(_sorts[round % _sorts.Length]) };
            _ = page.Arrange(runs.Where(filter.Holds)).Count();
        })).ToList();
        return new(
            "filters of 100,000 runs in the memory of a server, a page of 100 sorted by a metric, p95", "–", "told",
            string.Create(CultureInfo.InvariantCulture, $"{P95(rounds):0} ms; the median {Median(rounds):0} ms"), true);
    }

    private static RunFacts FactsOf(int run) => new()
    {
        Experiment = new()
        {
            Path = ExperimentPath.Recorded($"bench/vision/run-{run:000000}")!, Name = $"run-{run:000000}", Id = $"{run}", Status = ExperimentStatus.Completed,
            Tags = ["baseline"], StartedAt = DateTimeOffset.UnixEpoch.AddMinutes(run),
        },
        Parameters = new() { ["p0"] = run * 7 % 1_000 / 1_000.0, ["p1"] = run * 8 % 1_000 / 1_000.0 },
        Metrics = _metrics.Select((metric, at) => (metric, Loss: run * (at + 3) % 997 / 10.0)).ToDictionary(
            one => one.metric, one => new MetricFacts(10, [new("loss", one.Loss, one.Loss, one.Loss * 10, 10, 0)])),
    };

    private static void Page(RunTable table, int round, TimeSpan? maxAge)
    {
        var query = new RunTableQuery { Sort = RunColumn.Parse(_sorts[round % _sorts.Length]), First = 100, MaxAge = maxAge };
        var page = table.ReadAsync(query, CancellationToken.None).GetAwaiter().GetResult();
        if (page is not { Total: Runs, Runs: { Count: 100 } runs } || !runs.All(HasAll))
            throw new InvalidOperationException($"{Runs} runs were expected, {page.Total} were found.");
    }

    private static bool HasAll(RunFacts run) => run.Parameters.Count == 5 && run.Metrics.Count == _metrics.Length;

    private static Row RowOf(string where, double page, double first, double again) => new(
        $"facts of 10,000 runs {where}, a page of 100 sorted by a metric, in memory", "–", $"≤ {Goal} ms",
        string.Create(CultureInfo.InvariantCulture, $"{page:0} ms; the first look {first:0} ms, a look again {again:0} ms"), page <= Goal);

    private static double P95(List<double> values) => values.Order().ElementAt(values.Count * 95 / 100);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Parameters(int run) => string.Join(',', Enumerable.Range(0, 5).Select(at => string.Create(
        CultureInfo.InvariantCulture, $"\"p{at}\":{(run * (at + 7) % 1_000) / 1_000.0}")));

    private static string Loss(int run, int metric, int point) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"step\":{point},\"loss\":{(run * (metric + 3) % 997) / (point + 1.0)}}}");

    private static string Make(Workspace workspace)
    {
        var root = workspace.In("facts");
        for (var run = 0; run < Runs; run++)
        {
            var folder = Path.Combine(root, $"project-{run % 10}", $"run-{run:000000}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(
                Path.Combine(folder, "experiment.json"),
                $$"""{"name": "run-{{run:000000}}", "tags": ["baseline"], "id": "{{run}}", "status": "COMPLETED"}""");
            File.WriteAllText(Path.Combine(folder, "parameters.json"), $$$"""{"data": {{{{Parameters(run)}}}}}""");
            for (var metric = 0; metric < _metrics.Length; metric++)
            {
                var lines = new StringBuilder();
                for (var point = 0; point < 10; point++)
                    lines.Append(
                        CultureInfo.InvariantCulture,
                        $"{{\"index\": {point}, \"data\": {Loss(run, metric, point)}, \"createdAt\": \"2026-11-29T10:00:00.000000Z\"}}\n");
                var data = Directory.CreateDirectory(Path.Combine(folder, "metrics", _metrics[metric]));
                File.WriteAllText(Path.Combine(data.FullName, "data.jsonl"), lines.ToString());
            }
        }

        return root;
    }

    private static void Record(HttpClient http, string server, int run)
    {
        var experiment = $"{server}/api/experiments/{PointTraffic.MakeExperiment(http, server, $"run-{run:000000}")}";
        Post($"{experiment}/parameters", $$$"""{"data":{{{{Parameters(run)}}}}}""");
        for (var metric = 0; metric < _metrics.Length; metric++)
        {
            var points = string.Join(',', Enumerable.Range(0, 10).Select(point => Loss(run, metric, point)));
            Post($"{experiment}/metrics/{_metrics[metric]}/append-batch", $$"""{"dataPoints":[{{points}}]}""");
        }

        void Post(string address, string json)
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = http.PostAsync(new Uri(address), content).GetAwaiter().GetResult();
            answer.EnsureSuccessStatusCode();
        }
    }
}
