using System.Collections;
using System.Text.Json;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Records;
using MlDash.Storage;
using MlDash.Tracks;

namespace MlDash;

/// <summary>One track of an experiment: entries with a timestamp of their own and named fields.</summary>
public sealed class ExperimentTrack : ITrackReader
{
    private readonly Experiment _experiment;
    private readonly StreamId _id;

    internal ExperimentTrack(Experiment experiment, string topic)
    {
        _experiment = experiment;
        _id = new StreamId(RecordKind.Track, topic.Trim('/'));
    }

    /// <summary>The topic.</summary>
    public string Topic => _id.Name;

    /// <summary>Queues an entry. Entries of one timestamp that wait together become one, later fields win.</summary>
    /// <param name="fields">Names and values; nested objects become dotted names.</param>
    /// <param name="clock">The caller's clock: it gives the time when none is given, never the same twice, and remembers it.</param>
    /// <param name="timestamp">Seconds, with the ticks of a date; <see cref="AppendClock.Inherit"/>: the time of the append before; null: now.</param>
    /// <param name="description">Description, tags and metadata of the track.</param>
    /// <returns>The time of the entry.</returns>
    /// <exception cref="ExperimentException">
    /// The experiment is not open or is write-protected; <c>TopicTaken</c>; <c>ReservedField</c> for a field named <c>timestamp</c> in any case;
    /// <c>FieldNamesCollide</c>, <c>FieldNameEmpty</c>, <c>TimestampOutOfRange</c>, <c>TimestampTooFine</c>.
    /// </exception>
    public double Append(IDictionary fields, AppendClock clock, GivenTime? timestamp = null, SeriesDescription? description = null)
    {
        var recorder = _experiment.Appendable();
        var stream = recorder.Stream(_id);
        var time = clock.ReadUnique(Topic, timestamp, _experiment.Store.Clock);
        var ticket = stream.Append(fields, Serialize, time, description);
        recorder.Settle(stream, ticket);
        clock.Keep(Topic, timestamp, time);
        return time;
    }

    /// <summary>Entries in the order of their timestamps, streamed; what was queued before is among them. None when there is no such track.</summary>
    public IAsyncEnumerable<TrackEntry> ReadAsync(TrackQuery query, CancellationToken cancellationToken = default) =>
        AsyncSequences.After(
            _experiment.WriteThroughAsync, token => _experiment.Store.Reader.ReadTrackAsync(_experiment.Stored.Path, Topic, query, token), cancellationToken);

    /// <summary>For each time the entry with the largest timestamp not later; of equal timestamps the last one recorded.</summary>
    /// <exception cref="ExperimentException"><c>TrackTimeBeforeFirst</c>, also for a track without entries.</exception>
    public IAsyncEnumerable<TrackEntry> FindAsync(IReadOnlyList<double> times, TrackQuery query, CancellationToken cancellationToken = default) =>
        AsyncSequences.After(
            _experiment.WriteThroughAsync,
            token => _experiment.Store.Reader.FindInTrackAsync(_experiment.Stored.Path, Topic, times, query, token),
            cancellationToken);

    /// <summary>The details of the track; null when there is none.</summary>
    public async Task<TrackInfo?> GetInfoAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var track in _experiment.DescribeTracksAsync([Topic], cancellationToken).ConfigureAwait(false))
            return track;
        return null;
    }

    /// <summary>Changes the details of the track: given values replace, null ones stay.</summary>
    /// <exception cref="ExperimentException"><see cref="IExperimentKeeper.UpdateTrackAsync"/> names them.</exception>
    public async Task<TrackInfo> UpdateAsync(SeriesDescription change, CancellationToken cancellationToken = default)
    {
        _experiment.RefuseOpen();
        var changed = await _experiment.Store.Keeper.UpdateTrackAsync(_experiment.Stored.Path, Topic, change, cancellationToken).ConfigureAwait(false);
        return new TrackInfo(changed) { Experiment = _experiment };
    }

    private static void Serialize(Utf8JsonWriter writer, IDictionary fields, RecordBatch batch)
    {
        batch.Names.Begin();
        writer.WriteStartObject();
        for (var entries = fields.GetEnumerator(); entries.MoveNext();)
        {
            var name = ValueWriter.KeyText(entries.Key);
            if (name.Equals(TrackEntry.TimestampField, StringComparison.OrdinalIgnoreCase))
            {
                throw new ExperimentException(
                    "ReservedField",
                    $"A field of a track entry cannot be named '{name}'; that name is reserved for the time of the entry.",
                    "Give the time with -Timestamp, or rename the field.");
            }

            batch.NoteField(name);
            batch.Names.Add(name);
            writer.WritePropertyName(name);
            ValueWriter.Write(writer, entries.Value);
        }

        batch.Names.End();
        writer.WriteEndObject();
    }
}
