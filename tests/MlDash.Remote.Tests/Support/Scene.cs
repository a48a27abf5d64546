using System.Collections.Specialized;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MlDash.Client;
using MlDash.Identity;
using MlDash.Recording;
using MlDash.Server.Tests;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;

namespace MlDash.Remote.Tests;

/// <summary>A user's own folder, a server, and ways to record to it. Patience is short, so that faults pass quickly.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>The process has one home folder in its environment, so tests that set it run one after the other.</summary>
    public const string OneAtATime = "one at a time";

    /// <summary>Points of a chunk of a server that nobody sets anything of.</summary>
    private const int UsualChunk = 10_000;

    /// <summary>How long a test waits for what takes a moment.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mldash-remote-");
    private readonly List<ServerProcess> _processes = [];
    private ListeningServer? _server;

    public Scene()
    {
        // Tests of this suite run one after the other, so the process may have one home at a time.
        Environment.SetEnvironmentVariable("ML_DASH_HOME", Path.Combine(_home.FullName, "home"));
        Environment.SetEnvironmentVariable("ML_DASH_SPOOL", null);
    }

    public string Folder => _home.FullName;

    public string SpoolFolder => Path.Combine(_home.FullName, "home", "spool");

    /// <summary>The last server that was started as a process of its own.</summary>
    public ServerProcess Process => _processes[^1];

    /// <summary>The last server that was started, wherever it runs.</summary>
    public ServerAddress Server { get; private set; } = null!;

    public Uri Url => new(Server.Url);

    public SendingOptions Sending { get; set; } = new()
    {
        Interval = TimeSpan.FromMilliseconds(200),
        RetryBaseDelay = TimeSpan.FromMilliseconds(100),
        RetryMaxDelay = TimeSpan.FromSeconds(1),
        Silence = TimeSpan.FromSeconds(20),
    };

    /// <summary>With a server that lives as long as the scene. It is in this process: its start costs a fraction of that of a process.</summary>
    public static async Task<Scene> WithServerAsync()
    {
        var scene = new Scene();
        scene._server = await ListeningServer.StartAsync(scene, UsualChunk);
        scene.Server = new ServerAddress(scene._server.Url.GetLeftPart(UriPartial.Authority));
        return scene;
    }

    /// <summary>With a server that can be killed.</summary>
    public static async Task<Scene> WithProcessAsync()
    {
        var scene = new Scene();
        await scene.StartProcessAsync(null, ServerProcess.FreePort());
        return scene;
    }

    public async Task StartProcessAsync(string? data, int port)
    {
        _processes.Add(await ServerProcess.StartAsync(
            data, port, ("ASPNETCORE_ENVIRONMENT", "Development"), ("RATE_LIMIT", "0"), ("LOG_LEVEL", "error")));
        Server = new ServerAddress(Process.Url);
    }

    public RemoteExperimentStore Remote(string user =
        "alice", Uri? url = null, bool offline = false) => new(url ?? Url, Credentials.FromUserName(user), Sending, offline);

    public ExperimentStore Hybrid(string root, string user = "alice", Uri? url = null, bool offline = false) =>
        HybridStore.Open(Path.Combine(Folder, root), url ?? Url, Credentials.FromUserName(user), Sending, offline);

    public LocalExperimentStore Local(string root) => new(Path.Combine(Folder, root));

    public static Task<Experiment> StartAsync(LocalExperimentStore store, string prefix, string project = "project", ExperimentChange? change = null) =>
        StartAsync(store.ToStore(), prefix, project, change);

    public static Task<Experiment> StartAsync(RemoteExperimentStore store, string prefix, string project = "project", ExperimentChange? change = null) =>
        StartAsync(store.ToStore(), prefix, project, change);

    public static async Task<Experiment> StartAsync(ExperimentStore store, string prefix, string project = "project", ExperimentChange? change = null)
    {
        var path = await store.Recorder.PlaceAsync(ExperimentPath.Of(project, null, prefix), project, CancellationToken.None);
        return await Experiment.StartAsync(store, path, project, change ?? new ExperimentChange(), new RecordingOptions());
    }

    /// <summary>Turns the clock step by step until something has ended.</summary>
    public static async Task TurnUntilAsync(FakeTimeProvider clock, TimeSpan step, Task task)
    {
        for (var patience = Stopwatch.StartNew(); !task.IsCompleted && patience.Elapsed < _patience; await Task.WhenAny(task, Task.Delay(10)))
            clock.Advance(step);
        await task.WaitAsync(TimeSpan.Zero);
    }

    /// <summary>The experiment as anybody finds it on the server.</summary>
    public async Task<Experiment> FindAsync(string path, string user = "alice")
    {
        var store = Remote(user);
        var record = await store.GetAsync(ExperimentPath.Parse(path), CancellationToken.None);
        return new Experiment(store.ToStore(), record ?? throw new InvalidOperationException($"There is no experiment '{path}' on the server."));
    }

    /// <summary>What the last sync said it left out.</summary>
    public List<string> SyncWarnings { get; } = [];

    public async Task<List<TransferResult>> SyncAsync(string? apiKey = null, Uri? server = null, bool force = false)
    {
        SyncWarnings.Clear();
        var results = new List<TransferResult>();
        await foreach (var result in new SpoolSync(Sending, apiKey, server, force: force).RunAsync(SyncWarnings.Add, _ => null))
            results.Add(result);
        return results;
    }

    public int Spooled => Directory.Exists(SpoolFolder) ? Directory.GetDirectories(SpoolFolder).Length : 0;

    public static OrderedDictionary Fields(params (string Name, object? Value)[] fields)
    {
        var map = new OrderedDictionary();
        foreach (var (name, value) in fields)
            map[name] = value;
        return map;
    }

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }

    /// <summary>Steps of a metric in the order of its indexes; the indexes are checked to be gap-free.</summary>
    public static async Task<List<long>> StepsAsync(Experiment experiment, string metric = "train")
    {
        var steps = new List<long>();
        await foreach (var point in experiment.Metric(metric).ReadAsync(new MetricQuery()))
        {
            Assert.Equal(steps.Count, point.Index);
            steps.Add((long)point.Fields["step"]!);
        }

        return steps;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        foreach (var process in _processes)
            process.Dispose();
        _home.Delete(recursive: true);
    }
}

/// <summary>Where a server is.</summary>
/// <param name="Url">Its address, without a slash at the end.</param>
internal sealed record ServerAddress(string Url);
