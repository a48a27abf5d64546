using System.Globalization;

namespace MlDash.Benchmarks;

/// <summary>
/// What a server costs on each pair of stores, and what more servers do on one database and bucket. Where the database is a stand-in, rates are the stand-in's;
/// what a server spends of its own processor is the server's.
/// </summary>
internal static class ServerManyRows
{
    private const int MostServers = 3;
    private const int Rounds = 3;

    /// <summary>So many batches that the compiler has nothing left to do.</summary>
    private const int WarmBatchesAClient = 120;

    private const int BatchesAClient = 25;
    private const int BatchesAClientOfMany = 10;
    private static readonly CultureInfo _plain = CultureInfo.InvariantCulture;
    private static readonly int[] _sizes = [1000, 100];

    // Points of closed chunks go at once: the stand-in walks through all it holds.
    private static readonly (string, string) _shortGrace = ("CHUNK_GRACE", "1s");

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        using var engines = new StoreEngines(workspace);
        foreach (var row in (IEnumerable<Row>)[.. Cost(workspace, engines), .. SideBySide(workspace, engines)])
            yield return row;
    }

    /// <summary>The processor time of one server, by pair of stores; all pairs in turn in each round.</summary>
    private static IEnumerable<Row> Cost(Workspace workspace, StoreEngines engines)
    {
        (string Stores, (string, string)[] Settings)[] pairs =
        [
            ("SQLite, folder", []),
            ($"SQLite, {engines.S3Name}", engines.S3),
            ($"{engines.MongoName}, folder", engines.NewMongo()),
            ($"{engines.MongoName}, {engines.S3Name}", [.. engines.NewMongo(), .. engines.S3]),
        ];
        var bodies = _sizes.ToDictionary(size => size, PointTraffic.MakeBatch);
        var spent = pairs.SelectMany(pair => _sizes.Select(size => (pair.Stores, size))).ToDictionary(key => key, _ => new List<double>());
        var servers = new List<ServerProcess>();
        try
        {
            using var http = PointTraffic.NewClient();
            var targets = new List<string[]>();
            foreach (var (stores, settings) in pairs)
            {
                var server =
                    ServerProcess.Start(ServerProcess.Program, [], Directory.CreateDirectory(workspace.In(stores)).FullName, [.. settings, _shortGrace]);
                servers.Add(server);
                targets.Add([.. PointTraffic.MakeTargets(http, server.Url, "cost").Select(path => server.Url + path)]);
                PointTraffic.Post(http, targets[^1], bodies[100], WarmBatchesAClient, withKeys: true);
            }
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var size in _sizes)
                {
                    for (var pair = 0; pair < pairs.Length; pair++)
                    {
                        var before = servers[pair].ProcessorSeconds;
                        PointTraffic.Post(http, targets[pair], bodies[size], BatchesAClient, withKeys: true);
                        spent[(pairs[pair].Stores, size)].Add((servers[pair].ProcessorSeconds - before) * 1000 / (BatchesAClient * PointTraffic.Clients));
                    }
                }
            }
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
        foreach (var ((stores, size), found) in spent)
        {
            var embedded = Median(spent[(pairs[0].Stores, size)]);
            yield return Told(
                $"processor time of the server, a batch of {size:N0} points with its key, on {stores}", pairs[0].Stores,
                $"{Median(found) / embedded:0.0} times ({Median(found):0.0} ms, {found.Min():0.0} to {found.Max():0.0})");
        }
    }

    /// <summary>The same points through one server, two and three; all numbers in turn in each round.</summary>
    private static IEnumerable<Row> SideBySide(Workspace workspace, StoreEngines engines)
    {
        var (times, busy) = (new List<double>[MostServers], new List<double>[MostServers]);
        var servers = new List<ServerProcess>();
        try
        {
            (string, string)[] settings = [.. engines.NewMongo(), .. engines.S3, _shortGrace];
            for (var i = 0; i < MostServers; i++)
            {
                servers.Add(ServerProcess.Start(ServerProcess.Program, [], workspace.In($"server-{i}"), [.. settings, ("WORKER_ID", i.ToString(_plain))]));
                (times[i], busy[i]) = ([], []);
            }
            using var http = PointTraffic.NewClient();
            var paths = PointTraffic.MakeTargets(http, servers[0].Url, "side");
            var body = PointTraffic.MakeBatch(1000);
            for (var round = -1; round < Rounds; round++)
            {
                for (var used = 1; used <= MostServers; used++)
                {
                    var targets = paths.Select((path, client) => servers[client % used].Url + path).ToArray();
                    var before = servers.Sum(server => server.ProcessorSeconds);
                    var time = Measured.Once(() => PointTraffic.Post(http, targets, body, BatchesAClientOfMany, withKeys: true));
                    // One round is not counted: it compiles.
                    if (round < 0)
                        continue;
                    times[used - 1].Add(time);
                    busy[used - 1].Add((servers.Sum(server => server.ProcessorSeconds) - before) * 1000 / time);
                }
            }
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
        for (var used = 1; used <= MostServers; used++)
        {
            yield return Told(
                $"points over HTTP, {PointTraffic.Clients} clients, batches of 1,000, {used} {(used == 1 ? "server" : "servers")} on {engines.MongoName} and {engines.S3Name}",
                "one server there",
                $"{Median(times[0]) / Median(times[used - 1]):0.00} ({Median(times[used - 1]):0} ms; the servers together keep {Median(busy[used - 1]):0.00} of a core busy)");
        }
    }

    private static Row Told(string work, string against, FormattableString found) => new(work, against, "told", found.ToString(_plain), true);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
