using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace MlDash.Benchmarks;

/// <summary>Points that come over HTTP: how fast, and what they cost the server.</summary>
internal static class IngestRows
{
    private const int BatchesAClient = 50;
    private const int PointsABatch = 1000;
    private const int Rounds = 5;
    private static readonly CultureInfo _plain = CultureInfo.InvariantCulture;
    private static readonly byte[] _batch = PointTraffic.MakeBatch(PointsABatch);

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        // The same server with one more endpoint, which reads a body and answers nothing.
        using var ours = ServerProcess.Start(typeof(IngestRows).Assembly.Location, ["serve"], Directory.CreateDirectory(workspace.In("ingest")).FullName);
        using var http = PointTraffic.NewClient();
        var targets = PointTraffic.MakeTargets(http, ours.Url, "ingest").Select(path => ours.Url + path).ToArray();
        var latencies = new List<double>();
        yield return Measured.Speed(
            $"points over HTTP, {PointTraffic.Clients} clients, batches of {PointsABatch:N0}", "an empty endpoint of the same server, same bodies", 0.2, Rounds,
            () => latencies = PointTraffic.Post(http, targets, _batch, BatchesAClient),
            () => PointTraffic.Post(http, [.. targets.Select(_ => $"{ours.Url}/empty")], _batch, BatchesAClient));
        latencies.Sort();
        yield return new Row(
            "one batch of 1,000 points, under that load", "–", "told",
            string.Create(_plain, $"p50 {latencies[latencies.Count / 2]:0.0} ms, p99 {latencies[latencies.Count * 99 / 100]:0.0} ms"), true);
        yield return ProcessorTime(http, ours, targets, withKeys: false);
        yield return ProcessorTime(http, ours, targets, withKeys: true);
    }

    /// <summary>What a batch costs the server's process, against the least that reading and packing it costs; both in turn.</summary>
    private static Row ProcessorTime(HttpClient http, ServerProcess ours, string[] targets, bool withKeys)
    {
        var (mine, least) = (new List<double>(), new List<double>());
        using var self = Process.GetCurrentProcess();
        for (var round = -1; round < Rounds; round++)
        {
            var before = ours.ProcessorSeconds;
            PointTraffic.Post(http, targets, _batch, BatchesAClient, withKeys);
            var spent = (ours.ProcessorSeconds - before) * 1000 / (BatchesAClient * targets.Length);
            self.Refresh();
            var idle = self.TotalProcessorTime;
            for (var i = 0; i < BatchesAClient * targets.Length; i++)
                ParseAndPack();
            self.Refresh();
            // One round is not counted: it compiles.
            if (round < 0)
                continue;
            mine.Add(spent);
            least.Add((self.TotalProcessorTime - idle).TotalMilliseconds / (BatchesAClient * targets.Length));
        }

        var (ofServer, ofLeast) = (Median(mine), Median(least));
        return new Row(
            $"processor time of the server, a batch of 1,000 points{(withKeys ? " with its key" : string.Empty)}",
            "Utf8JsonReader over the same body and gzip -1 of it", "≤ 2",
            string.Create(_plain, $"{ofServer / ofLeast:0.0} ({ofServer:0.00} ms against {ofLeast:0.00} ms)"), ofServer <= 2 * ofLeast);
    }

    private static void ParseAndPack()
    {
        var reader = new Utf8JsonReader(_batch);
        while (reader.Read())
        {
            // Every token is looked at, nothing is kept.
        }

        using var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest);
        gzip.Write(_batch);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
