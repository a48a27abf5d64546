using System.Collections.Specialized;
using System.IO.Hashing;
using System.Text.Json;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// The file <c>.mldash-check</c> of an experiment: checksums of its streams and documents, written when a run ends. What was added since is not sealed, and no
/// fault; without the file nothing is. Saved files have their checksums in their list.
/// </summary>
internal sealed class ExperimentSeal
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".mldash-check";

    private const string Own = "xxh128";
    private const int HashDigits = 32;

    /// <summary>The streams, by their paths below the folder of the experiment.</summary>
    public Dictionary<string, SealedStream> Streams { get; } = new(StringComparer.Ordinal);

    /// <summary>The documents, by their paths below the folder of the experiment.</summary>
    public Dictionary<string, SealedDocument> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Where it lies.</summary>
    public static string PlaceIn(LocalLayout layout) => Path.Combine(layout.Folder, FileName);

    /// <summary>The seal of an experiment; null when it has none.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c>.</exception>
    public static ExperimentSeal? Read(LocalLayout layout) => SmallDocument.Read(PlaceIn(layout), Parse);

    /// <summary>Seals all that an experiment has now.</summary>
    public static void Renew(LocalLayout layout, TimeProvider clock) => Change(layout, clock, seal =>
    {
        foreach (var stream in LocalStreams.Of(layout).ToList())
        {
            var data = LocalStreams.DataFile(layout, stream);
            if (SealedStream.Of(data, seal.Streams.GetValueOrDefault(KeyOf(layout, data))) is { } streamSeal)
                seal.Streams[KeyOf(layout, data)] = streamSeal;
        }

        foreach (var document in DocumentsOf(layout))
            seal.Put(layout, document, unlessUnwritten: true);
    });

    /// <summary>Seals what was added to an experiment that has a seal.</summary>
    public static void Extend(LocalLayout layout, TimeProvider clock)
    {
        if (File.Exists(PlaceIn(layout)))
            Renew(layout, clock);
    }

    /// <summary>Takes the seal off a stream that is about to be replaced by another one.</summary>
    public static void ForgetStream(LocalLayout layout, string data, TimeProvider clock)
    {
        if (File.Exists(PlaceIn(layout)))
            Change(layout, clock, seal => seal.Streams.Remove(KeyOf(layout, data)));
    }

    /// <summary>Seals a document that was changed or moved away, where the experiment has a seal.</summary>
    public static void RenewDocument(LocalLayout layout, string document, TimeProvider clock)
    {
        if (File.Exists(PlaceIn(layout)))
        {
            Change(layout, clock, seal =>
            {
                seal.Documents.Remove(KeyOf(layout, document));
                seal.Put(layout, document, unlessUnwritten: false);
            });
        }
    }

    /// <summary>Takes the seal off a document that is about to be repaired, so that a repair that is killed leaves nothing that does not fit.</summary>
    public static void Forget(LocalLayout layout, string document, TimeProvider clock)
    {
        if (File.Exists(PlaceIn(layout)))
            Change(layout, clock, seal => seal.Documents.Remove(KeyOf(layout, document)));
    }

    /// <summary>Seals a stream as it will be when a part of it is blank, where the experiment has a seal.</summary>
    /// <param name="layout">The experiment.</param>
    /// <param name="data">The data file.</param>
    /// <param name="from">Where the blanks will begin.</param>
    /// <param name="to">Where they will end.</param>
    /// <param name="clock">The clock that limits the wait for the lock.</param>
    public static void ExpectBlanks(LocalLayout layout, string data, long from, long to, TimeProvider clock)
    {
        if (File.Exists(PlaceIn(layout)))
        {
            Change(layout, clock, seal =>
            {
                if (seal.Streams.TryGetValue(KeyOf(layout, data), out var stream))
                    seal.Streams[KeyOf(layout, data)] = stream.WithBlanks(data, from, to);
            });
        }
    }

    /// <summary>Takes the seal away: what is sealed is about to be replaced as a whole.</summary>
    public static void Break(LocalLayout layout)
    {
        if (File.Exists(PlaceIn(layout)))
            File.Delete(PlaceIn(layout));
    }

    /// <summary>The documents that are sealed, as far as they are there.</summary>
    public static IEnumerable<string> DocumentsOf(LocalLayout layout)
    {
        var inFolders = LocalStreams.MetricFolders(layout.MetricsFolder).Concat(LocalStreams.TrackFolders(layout.TracksFolder))
            .Select(folder => Path.Combine(folder, LocalLayout.MetadataFile));
        return new[] { layout.Experiment, layout.Parameters, layout.FilesMetadata }.Concat(inFolders).Where(File.Exists);
    }

    /// <summary>What a file is called in a seal.</summary>
    public static string KeyOf(LocalLayout layout, string path) => Path.GetRelativePath(layout.Folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private static void Change(LocalLayout layout, TimeProvider clock, Action<ExperimentSeal> change)
    {
        try
        {
            using var held = FileLock.Take($"{PlaceIn(layout)}.lock", clock);
            var seal = Read(layout) ?? new();
            change(seal);
            seal.Write(layout, clock);
        }
        catch (Exception fault) when (fault is MlDashException or IOException or UnauthorizedAccessException)
        {
            // Without a new seal nothing is lost: what came since counts as not sealed, and a damaged seal stays for a check to tell of.
        }
    }

    private void Put(LocalLayout layout, string document, bool unlessUnwritten)
    {
        var key = KeyOf(layout, document);
        if (SealedDocument.Of(document) is not { } now)
            return;
        if (unlessUnwritten && Documents.TryGetValue(key, out var old) && old.ChangeTo(now) == SealedChange.Unwritten)
            return;
        Documents[key] = now;
    }

    private void Write(LocalLayout layout, TimeProvider clock)
    {
        using var lines = new PooledBuffer();
        Line(lines, new() { ["version"] = 1L, ["sealedAt"] = IsoTime.Format(clock.GetUtcNow()) });
        foreach (var (name, stream) in Streams.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Line(lines, new()
            {
                ["stream"] = name,
                ["length"] = stream.Length,
                ["written"] = stream.Written,
                ["blocks"] = string.Concat(stream.Blocks),
            });
        }

        foreach (var (name, document) in Documents.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Line(lines, new()
            {
                ["document"] = name,
                ["length"] = document.Length,
                ["written"] = document.Written,
                ["hash"] = document.Hash,
                ["mark"] = document.Mark,
            });
        }

        Line(lines, new() { [Own] = HashOf(lines.WrittenSpan) });
        SmallDocument.Write(PlaceIn(layout), lines.WrittenSpan);
    }

    private static ExperimentSeal Parse(byte[] bytes)
    {
        // The last line is the checksum of those before it, so that damage of the seal is not taken for damage of what it seals.
        var last = bytes.AsSpan(0, Math.Max(bytes.Length - 1, 0)).LastIndexOf((byte)'\n') + 1;
        if (last == 0 || bytes[^1] != (byte)'\n' || Map(bytes.AsSpan(last..^1)).Text(Own) != HashOf(bytes.AsSpan(0, last)))
            throw new JsonException("Its checksum does not fit.");
        var seal = new ExperimentSeal();
        for (var at = 0; at < last;)
        {
            var end = at + bytes.AsSpan(at).IndexOf((byte)'\n');
            seal.Take(Map(bytes.AsSpan(at..end)));
            at = end + 1;
        }

        return seal;
    }

    private void Take(OrderedDictionary line)
    {
        var (length, written) = (line.Whole("length") ?? 0, line.Whole("written") ?? 0);
        if ((line.Text("stream") ?? line.Text("document")) is { } name && name.Split('/').Any(segment => PathRules.Misleading(segment) is not null))
            throw new JsonException($"'{name}' does not lie in the experiment.");
        if (line.Text("stream") is { } stream)
            Streams[stream] = new(length, written, [.. (line.Text("blocks") ?? string.Empty).Chunk(HashDigits).Select(digits => new string(digits))]);
        else if (line.Text("document") is { } document)
            Documents[document] = new(length, written, line.Text("hash") ?? string.Empty, line.Whole("mark"));
    }

    private static void Line(PooledBuffer lines, OrderedDictionary line)
    {
        lines.Write(JsonText.Write(line));
        lines.Write("\n"u8);
    }

    private static OrderedDictionary Map(Span<byte> line) =>
        JsonValues.Parse(line) as OrderedDictionary ?? throw new JsonException("Expected a line with a JSON object.");

    private static string HashOf(ReadOnlySpan<byte> lines) => Convert.ToHexString(XxHash128.Hash(lines)).ToLowerInvariant();
}
