using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Recording;
using MlDash.Storage.Remote;

namespace MlDash.Benchmarks;

/// <summary>The server on its embedded stores, in a process of its own, over real HTTP on this machine.</summary>
internal static class ServerRows
{
    private const int Clients = PointTraffic.Clients;
    private const int BatchesAClient = 50;
    private const int PointsABatch = 1000;
    private const int Experiments = 10_000;
    private const int PageSize = 200;

    private static readonly string _program = ServerProcess.Program;
    private static readonly string _self = typeof(ServerRows).Assembly.Location;
    private static readonly byte[] _batch = PointTraffic.MakeBatch(PointsABatch);

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        using var ours = ServerProcess.Start(_program, [], Directory.CreateDirectory(workspace.In("ours")).FullName);
        using var empty = ServerProcess.Start(_self, ["empty"], Directory.CreateDirectory(workspace.In("empty")).FullName);
        using var http = PointTraffic.NewClient();
        foreach (var row in Files(workspace, ours, empty))
            yield return row;
        foreach (var row in Lists(http, ours))
            yield return row;
    }

    /// <summary>Memory after ten million points.</summary>
    public static IEnumerable<Row> RunLarge(Workspace workspace)
    {
        using var ours = ServerProcess.Start(_program, [], Directory.CreateDirectory(workspace.In("ours")).FullName);
        using var http = PointTraffic.NewClient();
        var before = ours.Megabytes("VmRSS");
        var targets = PointTraffic.MakeTargets(http, ours.Url, "large").Select(path => ours.Url + path).ToArray();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 10_000_000 / (Clients * BatchesAClient * PointsABatch); round++)
            PointTraffic.Post(http, targets, _batch, BatchesAClient);
        yield return Told(
            "memory of the server after 10,000,000 points",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ours.Megabytes("VmRSS"):0} MB, at most {ours.Megabytes("VmHWM"):0} MB, idle {before:0} MB; {10_000_000 / watch.Elapsed.TotalSeconds:N0} points a second"));
    }

    private static IEnumerable<Row> Files(Workspace workspace, ServerProcess ours, ServerProcess empty)
    {
        var file = workspace.In("large.bin");
        Workspace.Shell($"head -c 500000000 /dev/urandom > '{file}'");
        Environment.SetEnvironmentVariable("ML_DASH_HOME", workspace.In("home"));
        var store = new RemoteExperimentStore(new Uri(ours.Url), Credentials.FromUserName("bench"), new SendingOptions());
        var experiment = Experiment.StartAsync(store.ToStore(), ExperimentPath.Parse("bench/files/run"), null, new ExperimentChange(), new RecordingOptions())
            .GetAwaiter()
            .GetResult();
        FileEntry? kept = null;
        yield return Measured.Speed("upload of 500 MB, checksum with it", "curl to an endpoint that keeps a plain file", 0.7, 3,
            () => kept = experiment.Files.SaveAsync(new FileUpload { Name = "large.bin", Open = () => File.OpenRead(file) }).GetAwaiter().GetResult(),
            () => Workspace.Shell($"curl -sf -T '{file}' {empty.Url}/files/large.bin"));
        yield return Measured.Speed("download of 500 MB, checksum verified", "curl of a static file", 0.7, 3,
            () => experiment.Files.ReceiveAsync(kept!, workspace.In("down.bin"), overwrite: true).GetAwaiter().GetResult(),
            () => Workspace.Shell($"curl -sf -o '{workspace.In("curl.bin")}' {empty.Url}/files/large.bin"));
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
    }

    private static IEnumerable<Row> Lists(HttpClient http, ServerProcess ours)
    {
        Parallel.For(
            0, Experiments, new ParallelOptions { MaxDegreeOfParallelism = Clients }, i => PointTraffic.MakeExperiment(http, ours.Url, $"list-{i:00000}"));
        var pages = new List<double>();
        var found = 0;
        for (var offset = 0; offset < Experiments; offset += PageSize)
        {
            var watch = Stopwatch.StartNew();
            using var answer = http.PostAsJsonAsync($"{ours.Url}/graphql", new
            {
                query = "query($o: Int!) { searchExperimentsPaginated(pattern: \"bench/project/list-*\", limit: 200, offset: $o) { experiments { id name description tags status startedAt endedAt metadata displayPath project { slug namespace { slug } } } totalCount hasMore } }",
                variables = new { o = offset },
            }).GetAwaiter().GetResult();
            using var page = JsonDocument.Parse(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
            found += page.RootElement.GetProperty("data").GetProperty("searchExperimentsPaginated").GetProperty("experiments").GetArrayLength();
            pages.Add(watch.Elapsed.TotalMilliseconds);
        }

        yield return Told(
            $"list {found:N0} experiments, {PageSize} a page",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{pages.Sum():0} ms in all; first page {pages[0]:0.0} ms, median {pages.Order().ElementAt(pages.Count / 2):0.0} ms, last {pages[^1]:0.0} ms"));
    }

    private static Row Told(string work, string found) => new(work, "–", "told", found, true);
}
