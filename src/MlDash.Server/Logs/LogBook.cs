using System.Runtime.CompilerServices;
using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Stores;

namespace MlDash.Server.Logs;

/// <summary>The logs of an experiment: one stream, the index in it is the sequence number.</summary>
internal sealed class LogBook(IMetadataStore store, TimeProvider clock)
{
    /// <summary>Appends entries. Nothing is refused: what an entry lacks is filled in, what is unknown is kept in its metadata.</summary>
    public async Task<LogsCreated> AppendAsync(string experimentId, IReadOnlyList<RawJson> entries, string? token, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        if (entries.Count == 0)
        {
            var next = await CountAsync(experimentId, cancellationToken);
            return new LogsCreated(0, next, next - 1, experimentId);
        }
        var lines = Lines.Join([.. entries.Select(e => Normalize(e, now))]);
        var start = await store.AppendAsync(LogStream.Of(experimentId), new NewBatch(entries.Count, lines, now, token), cancellationToken);
        CrashPoint.Pass("log.appended");
        return new LogsCreated(entries.Count, start, start + entries.Count - 1, experimentId);
    }

    public async Task<long> CountAsync(string experimentId, CancellationToken cancellationToken)
    {
        var stream = LogStream.Of(experimentId);
        return (await store.EndsAsync([stream], cancellationToken)).GetValueOrDefault(stream)?.Next ?? 0;
    }

    /// <summary>Entries with sequence numbers from <paramref name="from"/> up to, not including, <paramref name="to"/>, in order.</summary>
    public async IAsyncEnumerable<LogWire> ReadAsync(string experimentId, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in store.ReadAsync(LogStream.Of(experimentId), from, to, cancellationToken))
        {
            var sequence = batch.Start;
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (sequence >= from && sequence < to)
                    yield return ToWire(experimentId, sequence, RawJson.Parse(line).ToDictionary());
                sequence++;
            }
        }
    }

    /// <summary>The entries with these sequence numbers, in their order.</summary>
    public async Task<IReadOnlyList<LogWire>> PickAsync(string experimentId, IReadOnlyList<long> sequence, CancellationToken cancellationToken)
    {
        var lines = await StreamPick.ReadAsync(store, LogStream.Of(experimentId), sequence, cancellationToken);
        return [.. lines.Zip(sequence).Where(e => !e.First.IsEmpty).Select(e => ToWire(experimentId, e.Second, RawJson.Parse(e.First).ToDictionary()))];
    }

    private static LogWire ToWire(string experimentId, long sequence, IReadOnlyDictionary<string, RawJson> entry) => new(
        $"{experimentId}-{sequence}", sequence, entry["timestamp"].AsText()!, entry["level"].AsText()!, entry["message"].AsText()!,
        entry.TryGetValue("metadata", out var metadata) ? metadata : null);

    private static ReadOnlyMemory<byte> Normalize(RawJson entry, string now)
    {
        // Refused by its size in the end; its members would take many times that before.
        if (entry.Bytes.Length > Lines.LargestItem)
            throw ApiException.TooLarge("item of this batch", Lines.LargestItem);
        var given = entry.ToDictionary();
        var message = entry.Kind != JsonValueKind.Object ? entry
            : given.TryGetValue("message", out var said) ? said : RawJson.OfText("");
        var level = given.TryGetValue("level", out var named) ? named.AsText() ?? named.ToString() : LevelWords.Default;
        var known = LevelWords.IndexOf(level) is >= 0 and var at ? LevelWords.All[at] : null;
        var metadata = given.TryGetValue("metadata", out var more) && more.Kind != JsonValueKind.Null ? AsObject(more) : (RawJson?)null;
        if (known is null)
            metadata = WithLevel(metadata, level);

        var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", given.TryGetValue("timestamp", out var time) && IsoTime.TryParse(time.AsText(), out _) ? time.AsText() : now);
            writer.WriteString("level", known ?? LevelWords.Default);
            writer.WriteString("message", message.AsText() ?? message.ToString());
            if (metadata is { } kept)
            {
                writer.WritePropertyName("metadata");
                kept.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return line.ToArray();
    }

    // Readers expect an object; anything else is kept under one name.
    private static RawJson AsObject(RawJson metadata) =>
        metadata.Kind == JsonValueKind.Object ? metadata : RawJson.Parse($$"""{"value":{{metadata}}}""");

    private static RawJson WithLevel(RawJson? metadata, string level)
    {
        var merged = new MemoryStream();
        using (var writer = new Utf8JsonWriter(merged))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata?.Members() ?? [])
            {
                if (name == "level")
                    continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            writer.WriteString("level", level);
            writer.WriteEndObject();
        }
        return RawJson.Parse(merged.ToArray());
    }
}
