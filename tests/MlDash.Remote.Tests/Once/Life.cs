using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Remote.Tests;

/// <summary>One step in the life of an experiment that is sent.</summary>
internal abstract record Step
{
    /// <summary>So many records come, to the log or to a metric; large ones are longer than the smallest limit.</summary>
    public sealed record Recorded(bool IsLog, int Count, bool IsLarge) : Step;

    /// <summary>What is there is sent, as the outbox does.</summary>
    public sealed record Sent(Mishap[] Mishaps) : Step;

    /// <summary>Everything is sent, with the status, and compared.</summary>
    public sealed record Synced(Mishap[] Mishaps) : Step;

    /// <summary>The process of the client is another one, which may know the server by another address.</summary>
    public sealed record Moved(bool ToOtherAddress) : Step;

    public sealed record BackedUp : Step;

    public sealed record Restored : Step;

    /// <summary>Somebody deletes the experiment on the server.</summary>
    public sealed record Deleted : Step;

    /// <summary>The proxy on the way takes so many bytes.</summary>
    public sealed record Limited(int Bytes) : Step;
}

/// <summary>
/// A local experiment on the disk, the real sender and the real server. The lines are written here as the recorder writes them; store and network are
/// stand-ins (<see cref="MemoryStore"/>, <see cref="InProcessServer"/>, <see cref="FaultyNetwork"/>), all between them is the product.
/// </summary>
internal sealed partial class Life : IDisposable
{
    public const int SmallestLimit = 400;

    private const string User = "alice";
    private static readonly ExperimentPath _path = ExperimentPath.Parse("p/run");
    private static readonly SendingOptions _options = new()
    {
        LogBatchSize = 4,
        MetricBatchSize = 4,
        MaxRetries = 1,
        RetryBaseDelay = TimeSpan.Zero,
        RetryMaxDelay = TimeSpan.FromMilliseconds(1),
    };

    private readonly InProcessServer _server;
    private readonly FaultyNetwork _network;
    private readonly HttpClient _http;
    private readonly HttpClient _direct;
    private readonly DirectoryInfo _root;
    private readonly string _folder;
    private ExperimentSender _sender;
    private bool _atOther;
    private object? _backup;
    private int _recorded;
    private bool _lostSome;

    public Life(InProcessServer server, string root)
    {
        _server = server;
        (_network, _http) = Connect(server);
        (_, _direct) = Connect(server);
        _root = Directory.CreateDirectory(root);
        _folder = System.IO.Path.Combine(root, _path.Value);
        Directory.CreateDirectory(System.IO.Path.Combine(_folder, "logs"));
        Directory.CreateDirectory(System.IO.Path.Combine(_folder, "metrics/m"));
        File.WriteAllText(System.IO.Path.Combine(_folder, "experiment.json"), """{"name": "run", "project": "p", "status": "COMPLETED"}""");
        _sender = NewSender();
    }

    public async Task LiveAsync(Step step)
    {
        switch (step)
        {
            case Step.Recorded recorded:
                Record(recorded);
                break;
            case Step.Sent sent:
                _network.Meet(sent.Mishaps);
                await TryAsync(_sender.SendAsync);
                break;
            case Step.Synced synced:
                _network.Meet(synced.Mishaps);
                await TryAsync(_sender.SendAllAsync);
                break;
            case Step.Moved moved:
                _atOther ^= moved.ToOtherAddress;
                _sender = NewSender();
                break;
            case Step.BackedUp:
                _backup = _server.Store.Copy();
                break;
            case Step.Restored when _backup is not null:
                _server.Store.Restore(_backup);
                _lostSome = true;
                break;
            case Step.Deleted when _sender.Ids is { } ids:
                (await _direct.SendAsync(Request(HttpMethod.Delete, $"/api/nodes/{ids.Node}?recursive=true"))).Dispose();
                _lostSome = true;
                break;
            case Step.Limited limited:
                _network.Limit = limited.Bytes;
                break;
        }
    }

    /// <summary>The network is well again: what is left is sent, and each record is where it belongs.</summary>
    public async Task EndAsync()
    {
        _network.Heal();
        var isComplete = false;
        MlDashException? fault = null;
        for (var tries = 0; !isComplete; tries++)
        {
            Assert.True(tries < 5, $"What is left is not sent though nothing is in the way: {fault}");
            _sender = NewSender();
            fault = await TryAsync(_sender.SendAllAsync);
            isComplete = fault is null;
            // Brought back from a backup with records that were sent before the experiment was deleted: only its owner knows whether to add to them.
            if (fault?.ErrorId == "ServerHasData")
                break;
        }

        var there = await OnServerAsync();
        var refused = Directory.GetFiles(_folder, ".mldash-refused-*.jsonl")
            .SelectMany(File.ReadAllLines)
            .SelectMany(line => Record().Matches(line))
            .Select(match => match.Value)
            .ToHashSet();
        Assert.Equal(there.Count, there.Distinct().Count());
        if (isComplete)
            Assert.Equal([], Enumerable.Range(0, _recorded).Select(Name).Except(there).Except(refused));
        // A server that was restored gets what it lost behind what came since.
        if (isComplete && refused.Count == 0 && !_lostSome)
            Assert.Equal(await ReceiptHereAsync(), await ReceiptThereAsync());
    }

    private async Task<string> ReceiptHereAsync() =>
        (await ((IExperimentReader)new LocalExperimentStore(_root.FullName)).ReadReceiptAsync(_path, CancellationToken.None)).Digest;

    private async Task<string> ReceiptThereAsync()
    {
        using var answer = await _direct.SendAsync(Request(HttpMethod.Get, Protocol.Routes.Receipt(_sender.Ids!.Experiment)));
        var last = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n')[^1];
        return System.Text.Json.Nodes.JsonNode.Parse(last)!["digest"]!.GetValue<string>();
    }

    public void Dispose()
    {
        _http.Dispose();
        _direct.Dispose();
        _root.Delete(recursive: true);
    }

    private static (FaultyNetwork Network, HttpClient Client) Connect(InProcessServer server)
    {
        var network = new FaultyNetwork(server);
        return (network, new HttpClient(network));
    }

    private static string Name(int record) => string.Create(CultureInfo.InvariantCulture, $"r{record:00000}");

    [GeneratedRegex(@"r\d{5}")]
    private static partial Regex Record();

    private ExperimentSender NewSender() => new(
        new LocalExperimentStore(_root.FullName),
        _path,
        new ServerClient(new Uri(_atOther ? "http://localhost:5000/" : "http://127.0.0.1:5000/"), Credentials.FromUserName(User), _options, _http),
        new RemotePath(User, "p", "run"),
        _ => { },
        new SendRules(MayMakeAgain: true));

    private static HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, "http://127.0.0.1:5000" + path);
        request.Headers.Authorization = new("Bearer", Credentials.FromUserName(User).GetToken(new Uri("http://127.0.0.1:5000/")));
        return request;
    }

    private void Record(Step.Recorded recorded)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < recorded.Count; i++)
        {
            var name = Name(_recorded++);
            var text = recorded.IsLarge ? name + new string('x', SmallestLimit) : name;
            lines.Append(recorded.IsLog
                ? $$"""{"sequenceNumber": {{_recorded}}, "timestamp":"2026-01-01T00:00:00Z","level":"info","message":"{{text}}"}"""
                : $$"""{"index": {{_recorded}}, "data": {"n":"{{text}}"}, "createdAt": "2026-01-01T00:00:00Z"}""").Append('\n');
        }

        File.AppendAllText(System.IO.Path.Combine(_folder, recorded.IsLog ? "logs/logs.jsonl" : "metrics/m/data.jsonl"), lines.ToString());
    }

    private async Task<MlDashException?> TryAsync(Func<CancellationToken, Task> send)
    {
        try
        {
            await send(CancellationToken.None);
            return null;
        }
        catch (MlDashException fault)
        {
            return fault;
        }
        catch (KilledException)
        {
            _sender = NewSender();
            return new StorageException("Killed", "The process was killed.");
        }
    }

    /// <summary>The names of the records of the experiment as the server has them.</summary>
    private async Task<List<string>> OnServerAsync()
    {
        using var asked = Request(HttpMethod.Post, "/graphql");
        asked.Content = JsonContent.Create(new { query = "{ experiment(namespaceSlug: \"alice\", projectSlug: \"p\", experimentName: \"run\") { id } }" });
        using var answer = await _direct.SendAsync(asked);
        if (ExperimentId().Match(await answer.Content.ReadAsStringAsync()) is not { Success: true } id)
            return [];
        var names = new List<string>();
        foreach (var part in new[] { "logs?limit=10000", "metrics/m/data?limit=10000" })
        {
            using var data = await _direct.SendAsync(Request(HttpMethod.Get, $"/api/experiments/{id.Groups[1].Value}/{part}"));
            names.AddRange(Record().Matches(await data.Content.ReadAsStringAsync()).Select(match => match.Value));
        }

        return names;
    }

    [GeneratedRegex("""
        "id":\s*"(\d+)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ExperimentId();
}
