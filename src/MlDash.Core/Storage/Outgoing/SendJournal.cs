using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Storage.Reading;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Outgoing;

/// <summary>How far a stream has been sent.</summary>
/// <param name="Lines">Lines the server has.</param>
/// <param name="Offset">Where the next line begins.</param>
/// <param name="SendingLines">Lines when the request under way has arrived; what <see cref="Lines"/> is when none is.</param>
/// <param name="SendingOffset">Offset when the request under way has arrived.</param>
internal readonly record struct SendCursor(long Lines, long Offset, long SendingLines, long SendingOffset)
{
    public bool IsSending => SendingLines > Lines;
}

/// <summary>
/// What one server has of one local experiment: a file of lines beside its data, one more before and after each request. A request that was under way
/// when its process died is known by its first line and sent again, the same records under the same key, so that the server writes them once.
/// Used under <see cref="LockPath"/>, also by several processes.
/// </summary>
internal sealed class SendJournal
{
    private readonly string _path;
    private readonly Dictionary<StreamId, SendCursor> _cursors = [];
    private readonly Dictionary<string, object?> _sent = new(StringComparer.Ordinal);
    private string _seed = string.Empty;
    private long _read;

    /// <param name="layout">The local experiment.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="target">The experiment's path there, without the namespace of the caller.</param>
    public SendJournal(LocalLayout layout, Uri server, RemotePath target)
    {
        var whom = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{server.AbsoluteUri.TrimEnd('/')}\n{target}")))[..16].ToLowerInvariant();
        _path = Path.Combine(layout.Folder, $".mldash-sent-{whom}.jsonl");
        LockPath = Path.Combine(layout.Folder, $".mldash-sent-{whom}.lock");
        FilesLockPath = Path.Combine(layout.Folder, $".mldash-sent-{whom}-files.lock");
    }

    /// <summary>Held around reading and writing the journal, and the request between.</summary>
    public string LockPath { get; }

    /// <summary>Held while files are sent, which takes longer.</summary>
    public string FilesLockPath { get; }

    /// <summary>Ids of the experiment on the server; null before it was made there.</summary>
    public RemoteIds? Ids { get; private set; }

    /// <summary>Reads what has been written since, also by others.</summary>
    public void Refresh()
    {
        using var lines = LineReader.Open(_path, _read);
        while (lines is not null && lines.TryRead(out var line))
        {
            _read = lines.Offset;
            try
            {
                if (JsonValues.Parse(line) is OrderedDictionary entry)
                    Take(entry);
            }
            catch (JsonException)
            {
                // A line torn by a kill, closed by the next writer: what it said did not happen.
            }
        }

        if (_seed.Length == 0)
            Write("seed", Guid.NewGuid().ToString("N"));
    }

    /// <summary>Begins anew: nothing has been sent.</summary>
    public void Forget()
    {
        File.Delete(_path);
        _cursors.Clear();
        _sent.Clear();
        (_seed, _read, Ids) = (string.Empty, 0, null);
        Refresh();
    }

    /// <summary>How far a stream has been sent.</summary>
    public SendCursor Cursor(StreamId stream) => _cursors.GetValueOrDefault(stream);

    /// <summary>Notes a request before it goes.</summary>
    /// <returns>By which the server knows a repeat of it.</returns>
    public string Sending(StreamId stream, long toLine, long toOffset)
    {
        var from = Cursor(stream);
        if (!from.IsSending)
            Write(Entry("sending", stream, toLine, toOffset));
        return Key($"{stream.Kind}\n{stream.Name}\n{from.Lines}\n{toLine}");
    }

    /// <summary>Notes that the request under way has been answered.</summary>
    public void Arrived(StreamId stream, long toLine, long toOffset) => Write(Entry("sent", stream, toLine, toOffset));

    /// <summary>Notes the experiment's ids on the server.</summary>
    public void Made(RemoteIds ids) => Write("ids", new object?[] { ids.Namespace, ids.Project, ids.Experiment, ids.Node });

    /// <summary>What was sent last of something that is sent whole; null when it never was.</summary>
    public object? Sent(string what) => _sent.GetValueOrDefault(what);

    /// <summary>Everything noted under names that begin so.</summary>
    public IEnumerable<KeyValuePair<string, object?>> SentBelow(string prefix) => _sent.Where(sent => sent.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();

    /// <summary>Notes what was sent of something that is sent whole.</summary>
    public void NoteSent(string what, object? value) => Write("what", what, "as", value);

    /// <summary>By which the server knows a repeat of a write of this journal.</summary>
    public string Key(string what) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{_seed}\n{what}")).AsSpan(0, 16)).ToString();

    private static OrderedDictionary Entry(string name, StreamId stream, long line, long offset) => new()
    {
        [name] = stream.Kind.ToString(),
        ["name"] = stream.Name,
        ["lines"] = line,
        ["offset"] = offset,
    };

    private void Write(params object?[] namesAndValues)
    {
        var entry = new OrderedDictionary();
        for (var i = 0; i < namesAndValues.Length; i += 2)
            entry[(string)namesAndValues[i]!] = namesAndValues[i + 1];
        Write(entry);
    }

    private void Write(OrderedDictionary entry)
    {
        using var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var end = RandomAccess.GetLength(file);
        var torn = LineTail.WholeLength(file, end) != end;
        byte[] line = [.. torn ? "\n"u8 : [], .. ServerClient.Write(entry), (byte)'\n'];
        RandomAccess.Write(file, line, end);
        Take(entry);
        if (_read == end)
            _read = end + line.Length;
    }

    private void Take(OrderedDictionary entry)
    {
        if (entry.Text("seed") is { } seed)
            _seed = seed;
        else if (entry["ids"] is object?[] and [string space, string project, string experiment, string node])
            Ids = new RemoteIds(space, project, experiment, node);
        else if (entry.Text("what") is { } what)
            _sent[what] = entry["as"];
        else if (entry.Whole("lines") is { } lines && entry.Whole("offset") is { } offset)
            Move(entry, lines, offset);
    }

    private void Move(OrderedDictionary entry, long lines, long offset)
    {
        var arrived = entry.Text("sent");
        if (!Enum.TryParse<RecordKind>(arrived ?? entry.Text("sending"), out var kind))
            return;
        var stream = new StreamId(kind, entry.Text("name") ?? string.Empty);
        var before = Cursor(stream);
        _cursors[stream] = arrived is null ? before with { SendingLines = lines, SendingOffset = offset } : new SendCursor(lines, offset, lines, offset);
    }
}
