using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MlDash.Logs;
using MlDash.Recording;
using MlDash.Records;
using MlDash.Storage;
using MlDash.Storage.Format;

namespace MlDash;

/// <summary>The log of an experiment.</summary>
public sealed class ExperimentLog
{
    private static readonly TimeSpan _followPause = TimeSpan.FromMilliseconds(200);

    private readonly Experiment _experiment;

    internal ExperimentLog(Experiment experiment) => _experiment = experiment;

    /// <summary>Queues an entry.</summary>
    /// <param name="level">How grave it is.</param>
    /// <param name="message">The text, of any length.</param>
    /// <param name="metadata">Values that go with it.</param>
    /// <param name="timestamp">When it happened; null: now.</param>
    /// <returns>When it happened.</returns>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected.</exception>
    public DateTimeOffset Write(LogLevel level, string message, IDictionary? metadata = null, DateTimeOffset? timestamp = null)
    {
        var recorder = _experiment.Appendable();
        var stream = recorder.Stream(StreamId.Log);
        var time = timestamp ?? _experiment.Store.Clock.GetUtcNow();
        var ticket = stream.Append((level, message, metadata, time), Serialize);
        recorder.Settle(stream, ticket);
        return time;
    }

    /// <summary>Queues an entry; nothing is allocated for it.</summary>
    /// <param name="level">How grave it is.</param>
    /// <param name="message">The text; its memory is free again when the call returns.</param>
    /// <param name="metadata">Values that go with it, as a JSON object in one line; empty for none.</param>
    /// <param name="timestamp">When it happened.</param>
    /// <exception cref="ExperimentException">The experiment is not open or is write-protected.</exception>
    internal void Write(LogLevel level, ReadOnlyMemory<char> message, byte[] metadata, DateTimeOffset timestamp)
    {
        var recorder = _experiment.Appendable();
        var stream = recorder.Stream(StreamId.Log);
        recorder.Settle(stream, stream.Append((level, message, metadata, timestamp), SerializeText));
    }

    /// <summary>Entries, streamed; what was queued before is among them.</summary>
    public IAsyncEnumerable<LogEntry> ReadAsync(LogQuery query, CancellationToken cancellationToken = default) =>
        AsyncSequences.After(
            _experiment.WriteThroughAsync, token => _experiment.Store.Reader.ReadLogsAsync(_experiment.Stored.Path, query, token), cancellationToken);

    /// <summary>Entries, and then those that come, until the experiment is no longer running and all has been read.</summary>
    /// <param name="query">Which entries; of those that are there already, only the last ones when it asks so.</param>
    /// <param name="cancellationToken">Ends following.</param>
    public async IAsyncEnumerable<LogEntry> FollowAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = _experiment.Stored.Path;
        var store = _experiment.Store;
        long? next = null;
        while (true)
        {
            var status = (await store.Reader.GetAsync(path, cancellationToken).ConfigureAwait(false))?.Status;
            await _experiment.WriteThroughAsync(cancellationToken).ConfigureAwait(false);
            LogSlice page;
            do
            {
                page = await store.Reader.ReadLogPageAsync(path, query, next, cancellationToken).ConfigureAwait(false);
                foreach (var entry in page.Entries)
                    yield return entry;
                next = page.Next;
            }
            while (page.HasMore);

            if (status is not ExperimentStatus.Running)
                yield break;
            await Task.Delay(_followPause, store.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Serialize(
        Utf8JsonWriter writer, (LogLevel Level, string Message, IDictionary? Metadata, DateTimeOffset Time) entry, RecordBatch batch) =>
        LogLine.WriteRecord(writer, entry.Time, entry.Level.ToWord(), entry.Message, entry.Metadata);

    private static void SerializeText(
        Utf8JsonWriter writer, (LogLevel Level, ReadOnlyMemory<char> Message, byte[] Metadata, DateTimeOffset Time) entry, RecordBatch batch) =>
        LogLine.WriteRecord(writer, entry.Time, entry.Level.ToWord(), entry.Message.Span, entry.Metadata);
}
