using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

/// <summary>
/// A server of one experiment, <c>alice/project/run</c>, that speaks the protocol over real sockets and answers as oddly as a test wants: each answer passes
/// through <see cref="Change"/>, and <see cref="Take"/> may answer a request by itself.
/// </summary>
internal sealed class OddServer : IAsyncDisposable
{
    public const int Points = 50;
    public const int Logs = 12;

    private static readonly JsonSerializerOptions _wide = new() { WriteIndented = true, IndentCharacter = '\t', NewLine = "\r\n" };

    private static readonly byte[] _file = "the bytes of a file"u8.ToArray();

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mldash-odd-");

    private OddServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Changes the answer of a place; places are the last words of the paths, and the main fields of queries.</summary>
    public Func<string, string, string> Change { get; set; } = (_, json) => json;

    /// <summary>Answers a request by itself and returns true, or leaves it.</summary>
    public Func<string, HttpContext, Task<bool>> Take { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>The most records of a page.</summary>
    public int PageSize { get; set; } = 10_000;

    public string[] Metrics { get; set; } = ["train"];

    public string[] Files { get; set; } = ["notes/a.txt"];

    /// <summary>Place, address and headers of every request.</summary>
    public ConcurrentQueue<(string Place, string Address, Dictionary<string, string> Headers)> Seen { get; } = new();

    public SendingOptions Sending { get; set; } = new() { MaxRetries = 0, Silence = TimeSpan.FromSeconds(20) };

    public RemoteExperimentStore Store => _store ??= new(Url, Credentials.FromUserName("alice"), Sending);

    private RemoteExperimentStore? _store;

    public ServerClient Client => new(Url, Credentials.FromUserName("alice"), Sending);

    public string Folder => _folder.FullName;

    public static async Task<OddServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new OddServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return server;
    }

    /// <summary>Receives the experiment into a root of the test's folder.</summary>
    public async Task<TransferCounts> ReceiveAsync(string root = "down", SkippedParts skipped = SkippedParts.None) => await Store.ReceiveAsync(
        ExperimentPath.Parse("alice/project/run"), new LocalExperimentStore(
            Path.Combine(Folder, root)), ExperimentPath.Parse("project/run"), skipped, false, null, CancellationToken.None);

    public string Place(string file, string root = "down") => Path.Combine(Folder, root, "project/run", file);

    public bool IsWhole(string root = "down") => System.IO.File.Exists(Place("experiment.json", root));

    public string[] Lines(string file, string root = "down") => System.IO.File.Exists(Place(file, root)) ? System.IO.File.ReadAllLines(Place(file, root)) : [];

    /// <summary>Checks that a root has every record as it was recorded, and nothing else.</summary>
    public void AssertExact(string root = "down", bool described = true)
    {
        Assert.True(IsWhole(root));
        var points = Lines("metrics/train/data.jsonl", root);
        Assert.All(points, line => Assert.Matches("^{\"index\": [0-9]+, \"data\": {[\x20-\x7e]*}(, \"createdAt\": \"[0-9TZ:.-]{27}\")?}$", line));
        Assert.Equal(
            Enumerable.Range(0, Points).Select(i => (i, $"{i}", $"0.{i}0", "\"{\u2028")),
            points.Select(line => JsonDocument.Parse(line).RootElement).Select(point =>
            {
                var data = point.GetProperty("data");
                return (point.GetProperty("index").GetInt32(), data.GetProperty("step").GetRawText(),
                    data.GetProperty("loss").GetRawText(), data.GetProperty("text").GetString()!);
            }));
        Assert.Equal(
            Enumerable.Range(0, Logs).Select(i => ($"at {i}", "info", 1_700_000_000L + i)),
            Lines("logs/logs.jsonl", root).Select(line => JsonNode.Parse(line)!).Select(entry =>
                (entry["message"]!.GetValue<string>(), entry["level"]!.GetValue<string>(), DateTimeOffset.Parse(
                    entry["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds())));
        Assert.Equal(["{\"timestamp\": 1.50, \"x\":1,\"q\":{\"w\":2.0}}", "{\"timestamp\": 2.50, \"x\":2}"], Lines("tracks/robot_pose/data.jsonl", root));
        Assert.Equal(
            "{\"lr\":0.10,\"big\":12345678901234567890123,\"text\":\"\\u00e4\"}",
            Between(System.IO.File.ReadAllText(Place("parameters.json", root)), "\"data\":", "}"),
            ignoreCase: true);
        Assert.Equal(_file, System.IO.File.ReadAllBytes(Place("files/notes/9000000000000/a.txt", root)));
        if (described)
            Assert.Contains("notes", System.IO.File.ReadAllText(Place("files/.files_metadata.json", root)), StringComparison.Ordinal);
    }

    /// <summary>JSON with all the white space there may be.</summary>
    public static string Spread(string json) => string.Join('\n', json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        JsonSerializer.Serialize(JsonDocument.Parse(line), _wide)));

    /// <summary>The bytes of an answer as they are without a <see cref="Change"/>.</summary>
    public byte[] Answer(string place, HttpRequest request) => place == "download" ? _file : Encoding.UTF8.GetBytes(AnswerOf(place, request));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..(text.IndexOf(after, start, StringComparison.Ordinal) + after.Length)];
    }

    private static string PointOf(int i) => $$"""{"step":{{i}},"loss":0.{{i}}0,"text":"\"{\u2028"}""";

    private async Task HandleAsync(HttpContext context)
    {
        var query = string.Empty;
        if (context.Request.Path.Value == "/graphql")
            query = (await JsonNode.ParseAsync(context.Request.Body))!["query"]!.GetValue<string>();
        var place = PlaceOf(context.Request.Path.Value!, query);
        Seen.Enqueue(
            (place, context.Request.Path + context.Request.QueryString, context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString())));
        if (await Take(place, context))
            return;
        if (place == "download")
        {
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(Change(place, Encoding.Latin1.GetString(_file))));
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Change(place, AnswerOf(place, context.Request)));
    }

    private static string PlaceOf(string path, string query) => query switch
    {
        "" when path.EndsWith("/data", StringComparison.Ordinal) => path.Contains("/tracks/", StringComparison.Ordinal) ? "entries" : "points",
        "" when path.StartsWith("/api/nodes/", StringComparison.Ordinal) && !path.EndsWith("/download", StringComparison.Ordinal) => "node",
        "" => path[(path.LastIndexOf('/') + 1)..],
        _ when query.Contains("searchExperimentsPaginated(", StringComparison.Ordinal) => "search",
        _ when query.Contains("projectsPaginated(", StringComparison.Ordinal) => "projects",
        _ when query.Contains("filesPaginated(", StringComparison.Ordinal) => "files",
        _ when query.Contains("experimentNode(", StringComparison.Ordinal) => "experimentNode",
        _ when query.Contains("me {", StringComparison.Ordinal) => "me",
        _ => "experiment",
    };

    private string AnswerOf(string place, HttpRequest request)
    {
        var start = Number(request, "startIndex") + Number(request, "offset");
        var size = Math.Min(PageSize, Number(request, "limit"));
        const string experiment = """{"id":"1","name":"run","description":"d","tags":["t"],"bindrs":[],"status":"COMPLETED","startedAt":"2026-01-01T00:00:00Z","endedAt":null,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","metadata":null,"displayPath":"run","projectId":"3","project":{"slug":"project","namespace":{"slug":"alice"}}}""";
        return place switch
        {
            "experiment" => $$$$$$"""{"data":{"experiment":{{{{{{experiment}}}}}}}}""",
            "search" => $$$$$$"""{"data":{"searchExperimentsPaginated":{"experiments":[{{{{{{experiment}}}}}}],"totalCount":1,"hasMore":false}}}""",
            "experimentNode" => """{"data":{"experimentNode":{"id":"2"}}}""",
            "me" => """{"data":{"me":{"id":"7","username":"alice"}}}""",
            "node" => """{"id":"2","type":"EXPERIMENT","name":"run","writeProtected":false,"error":null}""",
            "files" =>
                $$$$$$"""{"data":{"experimentById":{"filesPaginated":{"files":[{{{{{{string.Join(',', Files.Select(FileOf))}}}}}}],"totalCount":{{{{{{Files.Length}}}}}},"hasMore":false}}}}""",
            "parameters" =>
                """{"id":"4","experimentId":"1","data":{"lr":0.10,"big":12345678901234567890123,"text":"ä"},"version":1,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}""",
            "logs" => Page(
                "logs",
                Logs,
                start,
                size,
                i =>
                    $$$$$$"""{"id":"{{{{{{i}}}}}}","sequenceNumber":{{{{{{i}}}}}},"timestamp":"{{{{{{Time(i)}}}}}}","level":"info","message":"at {{{{{{i}}}}}}","metadata":{"a":[{{{{{{i}}}}}},null]}}"""),
            "metrics" =>
                $$"""{"metrics":[{{string.Join(',', Metrics.Select(name => $$"""{"metricId":"5","name":{{JsonSerializer.Serialize(name)}},"description":null,"tags":[],"totalDataPoints":"{{Points}}","createdAt":"2026-01-01T00:00:00Z"}"""))}}]}""",
            "stats" =>
                $$"""{"metricId":"5","name":"train","description":null,"tags":[],"metadata":null,"totalDataPoints":"{{Points}}","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}""",
            "points" => Page("data", Points, start, size, i => $$"""{"index":"{{i}}","data":{{PointOf(i)}},"createdAt":"2026-01-01T00:00:00Z"}"""),
            "tracks" =>
                """{"tracks":[{"id":"6","topic":"robot/pose","description":null,"tags":[],"metadata":null,"totalEntries":2,"firstTimestamp":1.5,"lastTimestamp":2.5,"columns":["x","q"],"createdAt":"2026-01-01T00:00:00Z"}]}""",
            "entries" => """{"timestamp": 1.50, "x": 1, "q": {"w": 2.0}}""" + "\n" + """{"x": 2, "timestamp": 2.50}""" + "\n",
            _ => "{}",
        };
    }

    private static string FileOf(string path, int number)
    {
        var slash = path.LastIndexOf('/');
        return $$$$$$"""{"id":"{{{{{{9_000_000_000_000 + number}}}}}}","name":{{{{{{JsonSerializer.Serialize(path[(slash + 1)..])}}}}}},"description":null,"tags":[],"metadata":null,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","pPath":"{{{{{{(slash < 0 ? "/" : path[..slash])}}}}}}","physicalFile":{"id":"8","filename":"a","contentType":"text/plain","sizeBytes":{{{{{{_file.Length}}}}}},"checksum":"{{{{{{Convert.ToHexStringLower(SHA256.HashData(_file))}}}}}}"}}""";
    }

    private static string Page(string member, int total, int start, int size, Func<int, string> item)
    {
        var numbers = Enumerable.Range(start, Math.Max(0, Math.Min(size, total - start))).ToList();
        return $$"""{"{{member}}":[{{string.Join(',', numbers.Select(item))}}],"total":{{(member == "logs" ? total : numbers.Count)}},"hasMore":{{(start + numbers.Count < total ? "true" : "false")}}}""";
    }

    private static int Number(HttpRequest request, string name) => int.TryParse(request.Query[name], out var number) ? number : 0;

    private static string Time(int i) =>
        DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
