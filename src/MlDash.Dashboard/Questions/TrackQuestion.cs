using System.Text.Json;

namespace MlDash.Dashboard.Questions;

/// <summary>Entries of a track.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Topic">The track.</param>
/// <param name="Query">Which entries, and which columns of them.</param>
/// <param name="First">The most entries.</param>
public sealed record TrackQuestion(ExperimentPath Path, string Topic, TrackQuery Query, int First)
{
    /// <summary>Asks it.</summary>
    public async Task<TrackAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var (at, most, hasMore) = (new List<double>(), Math.Clamp(First, 1, QuestionLimits.TrackEntries), false);
        var columns = new SortedDictionary<string, List<JsonElement?>>(StringComparer.Ordinal);
        await foreach (var entry in source.Reader.ReadTrackAsync(Path, Topic, Query, cancellationToken).ConfigureAwait(false))
        {
            if (hasMore = at.Count >= most || (at.Count > 0 && (long)(at.Count + 1) * columns.Count > QuestionLimits.TrackValues))
                break;
            foreach (var (name, value) in entry.Fields)
            {
                if (!columns.TryGetValue(name, out var values))
                    columns[name] = values = [.. Enumerable.Repeat<JsonElement?>(null, at.Count)];
                values.Add(RecordedValue.Of(value));
            }

            at.Add(entry.Timestamp);
            // What an entry does not have, it has null of.
            foreach (var values in columns.Values.Where(values => values.Count < at.Count))
                values.Add(null);
        }

        return new(Topic, at, columns, hasMore);
    }
}

/// <summary>Entries of a track, as columns.</summary>
/// <param name="Topic">The track.</param>
/// <param name="At">The times, in the track's own seconds.</param>
/// <param name="Columns">The values of each field, one an entry; null where an entry has none.</param>
/// <param name="HasMore">Whether there are more than an answer holds; the next ones begin behind the last time.</param>
public sealed record TrackAnswer(string Topic, IReadOnlyList<double> At, IReadOnlyDictionary<string, List<JsonElement?>> Columns, bool HasMore);
