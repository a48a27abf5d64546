using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using MlDash.Client;
using MlDash.Json;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>
/// What one server has of one local experiment: a file of lines beside its data, one more before and after each request. A request that was under way
/// when its process died is known by its first line and sent again, the same records under the same key, so that the server writes them once.
/// Used under <see cref="LockPath"/>, also by several processes.
/// </summary>
internal sealed partial class SendJournal
{
    /// <summary>The note on description, tags, bindrs and metadata, which are sent whole, as all that these names stand for.</summary>
    public const string DetailsNote = "details";

    /// <summary>The note on the parameters.</summary>
    public const string ParametersNote = "params";

    /// <summary>The note on the status.</summary>
    public const string StatusNote = "status";

    private const string NamePrefix = ".mldash-sent-";
    private const string SeedEntry = "seed";
    private const string ServerEntry = "server";
    private const string IdsEntry = "ids";

    private readonly string _path;
    private readonly Dictionary<StreamId, StreamProgress> _progress = [];
    private readonly Dictionary<string, object?> _sent = new(StringComparer.Ordinal);
    private string _seed = string.Empty;
    private long _read;

    private readonly string _server;

    private SendJournal(LocalLayout layout, string server, RemotePath target)
    {
        _server = server;
        var whom = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{server}\n{target}")))[..16].ToLowerInvariant();
        _path = Path.Combine(layout.Folder, $"{NamePrefix}{whom}.jsonl");
        LockPath = Path.Combine(layout.Folder, $"{NamePrefix}{whom}.lock");
        FilesLockPath = Path.Combine(layout.Folder, $"{NamePrefix}{whom}-files.lock");
        RefusedPath = Path.Combine(layout.Folder, $".mldash-refused-{whom}.jsonl");
    }

    /// <summary>Held around reading and writing the journal, and the request between.</summary>
    public string LockPath { get; }

    /// <summary>Held while files are sent, which takes longer.</summary>
    public string FilesLockPath { get; }

    /// <summary>Keeps records that the server refuses for good.</summary>
    public string RefusedPath { get; }

    /// <summary>Ids of the experiment on the server; null before it was made there.</summary>
    public RemoteIds? Ids { get; private set; }

    /// <summary>Reads what has been written since, also by others.</summary>
    public void Refresh()
    {
        using var lines = LineReader.Open(_path, _read);
        while (lines is not null && lines.TryRead(out var line))
        {
            _read = lines.Offset;
            if (TryParse(line) is { } entry)
                Take(entry);
        }

        if (_seed.Length == 0)
            Forget();
    }

    /// <summary>Starts over: nothing has been sent.</summary>
    public void Forget() => Write(SeedEntry, Guid.NewGuid().ToString("N"), ServerEntry, _server);

    /// <summary>Notes the experiment's ids on the server.</summary>
    public void Made(RemoteIds ids) => Write(IdsEntry, new object?[] { ids.Namespace, ids.Project, ids.Experiment, ids.Node });

    /// <summary>What was sent last of something that is sent whole; null when it never was.</summary>
    public object? Sent(string what) => _sent.GetValueOrDefault(what);

    /// <summary>Everything noted under names that begin so.</summary>
    public IEnumerable<KeyValuePair<string, object?>> SentBelow(string prefix) =>
        _sent.Where(sent => sent.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();

    /// <summary>Notes what was sent of something that is sent whole.</summary>
    public void NoteSent(string what, object? value) => Write("what", what, "as", value);

    /// <summary>Idempotency key of a write of this journal.</summary>
    public string Key(string what) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{_seed}\n{what}")).AsSpan(0, 16)).ToString();

    private void Write(params object?[] namesAndValues)
    {
        var entry = new OrderedDictionary();
        for (var i = 0; i < namesAndValues.Length; i += 2)
            entry[(string)namesAndValues[i]!] = namesAndValues[i + 1];
        Write([entry]);
    }

    private void Write(params IReadOnlyCollection<OrderedDictionary> entries)
    {
        if (entries.Count == 0)
            return;
        using var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var end = RandomAccess.GetLength(file);
        var torn = LineTail.WholeLength(file, end) != end;
        using var lines = new PooledBuffer();
        if (torn)
            lines.Write("\n"u8);
        foreach (var entry in entries)
        {
            lines.Write(JsonText.Write(entry));
            lines.Write("\n"u8);
        }

        RandomAccess.Write(file, lines.WrittenSpan, end);
        foreach (var entry in entries)
            Take(entry);
        if (_read == end)
            _read = end + lines.Length;
    }

    private void Take(OrderedDictionary entry)
    {
        if (entry.Text(SeedEntry) is { } seed)
        {
            // Another seed is a new start: for later readers, earlier notes are no longer valid.
            (_seed, Ids) = (seed, null);
            _progress.Clear();
            _sent.Clear();
        }
        else if (entry[IdsEntry] is object?[] and [string space, string project, string experiment, string node])
            Ids = new RemoteIds(space, project, experiment, node);
        else if (entry.Text("what") is { } what)
            _sent[what] = entry["as"];
        else if (StreamOf(entry) is { } stream)
            Move(Progress(stream), entry);
    }
}
