using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;
using MlDash.Records;

namespace MlDash.Storage.Outgoing;

/// <content>How far each stream has been sent.</content>
internal sealed partial class SendJournal
{
    // The first member of a line says what happened; "sending" and "sent" are those of older journals too.
    private const string SendingEntry = "sending";
    private const string SentEntry = "sent";
    private const string DoubtedEntry = "doubted";
    private const string WithdrawnEntry = "withdrawn";
    private const string LostEntry = "lost";

    private static readonly string[] _entryNames = [SendingEntry, SentEntry, DoubtedEntry, WithdrawnEntry, LostEntry];

    /// <summary>How far a stream has been sent.</summary>
    public StreamProgress Progress(StreamId stream)
    {
        if (!_progress.TryGetValue(stream, out var progress))
            _progress[stream] = progress = new StreamProgress();
        return progress;
    }

    /// <summary>Every stream of which something was sent.</summary>
    public IReadOnlyCollection<StreamId> Streams => [.. _progress.Where(one => one.Value.End > 0).Select(one => one.Key)];

    /// <summary>Notes a request before it goes; the one under way is noted already.</summary>
    /// <returns>Its idempotency key.</returns>
    public string Sending(StreamId stream, StreamBatch batch)
    {
        Sending([batch]);
        var pending = Progress(stream).Pending!;
        var what = $"{stream.Kind}\n{stream.Name}\n{pending.FromLine}\n{pending.ToLine}";
        return Key(pending.Tries == 0 ? what : $"{what}\n{pending.Tries}");
    }

    /// <summary>Notes batches of several streams, before they go in one request; those under way are noted already.</summary>
    public void Sending(IReadOnlyCollection<StreamBatch> batches) =>
        Write([.. batches.Where(batch => Progress(batch.Stream).Pending is null).Select(SendingEntryOf)]);

    private static OrderedDictionary SendingEntryOf(StreamBatch batch)
    {
        var entry = Entry(SendingEntry, batch.Stream, batch.ToLine, batch.ToOffset);
        if (batch.Careful)
            entry["careful"] = true;
        if (batch.Said is not null)
            entry["said"] = batch.Said;
        return entry;
    }

    /// <summary>Notes that lines are done with.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="toLine">Lines up to here.</param>
    /// <param name="toOffset">Where the next line begins.</param>
    /// <param name="records">Records that the server took of them.</param>
    /// <param name="end">Where its stream ended with them; null when it does not say.</param>
    public void Arrived(StreamId stream, long toLine, long toOffset, long records, long? end)
    {
        var entry = Entry(SentEntry, stream, toLine, toOffset);
        entry["records"] = records;
        if (end is not null)
            entry["end"] = end;
        Write([entry]);
    }

    /// <summary>Notes that it has to be asked for whether the request under way arrived, before anything else of the stream goes.</summary>
    public void Doubt(StreamId stream) => Write([Entry(DoubtedEntry, stream)]);

    /// <summary>Notes that the request under way has not arrived, and will not be sent again as it was.</summary>
    public void Withdraw(StreamId stream) => Write([Entry(WithdrawnEntry, stream)]);

    /// <summary>Notes that the server holds no more than <paramref name="total"/> records of a stream.</summary>
    public void Lose(StreamId stream, long total)
    {
        var entry = Entry(LostEntry, stream);
        entry["total"] = total;
        Write([entry]);
    }

    private static OrderedDictionary Entry(string name, StreamId stream) => new() { [name] = stream.Kind.ToString(), ["name"] = stream.Name };

    private static OrderedDictionary Entry(string name, StreamId stream, long line, long offset)
    {
        var entry = Entry(name, stream);
        entry["lines"] = line;
        entry["offset"] = offset;
        return entry;
    }

    private static OrderedDictionary? TryParse(Span<byte> line)
    {
        try
        {
            return JsonValues.Parse(line) as OrderedDictionary;
        }
        catch (JsonException)
        {
            // A line torn by a kill, closed by the next writer: what it said did not happen.
            return null;
        }
    }

    private static StreamId? StreamOf(OrderedDictionary entry)
    {
        foreach (var name in _entryNames)
        {
            if (Enum.TryParse<RecordKind>(entry.Text(name), out var kind))
                return new StreamId(kind, entry.Text("name") ?? string.Empty);
        }

        return null;
    }

    private static void Move(StreamProgress progress, OrderedDictionary entry)
    {
        var (line, offset) = (entry.Whole("lines") ?? 0, entry.Whole("offset") ?? 0);
        if (entry.Contains(SendingEntry))
            progress.Begin(line, offset, entry.Flag("careful") == true, entry.Map("said"));
        else if (entry.Contains(SentEntry))
            progress.Arrive(line, offset, entry.Whole("records"), entry.Whole("end"));
        else if (entry.Contains(DoubtedEntry))
            progress.Doubt();
        else if (entry.Contains(WithdrawnEntry))
            progress.Withdraw();
        else
            progress.Lose(entry.Whole("total") ?? 0);
    }
}
