using System.Text.Json;

namespace MlDash.Dashboard.Questions;

/// <summary>Entries of a track.</summary>
/// <param name="Path">The experiment.</param>
/// <param name="Topic">The track.</param>
/// <param name="Query">Which entries, and which columns of them.</param>
/// <param name="First">The most entries.</param>
/// <param name="IsEven">Whether of more entries some from the first to the last one are taken, in even distances, instead of the first ones.</param>
public sealed record TrackQuestion(ExperimentPath Path, string Topic, TrackQuery Query, int First, bool IsEven = false)
{
    /// <summary>Asks it.</summary>
    public async Task<TrackAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var entries = source.Reader.ReadTrackAsync(Path, Topic, Query, cancellationToken);
        var most = Math.Clamp(First, 1, IsEven ? QuestionLimits.TrackEvenEntries : QuestionLimits.TrackEntries);
        if (IsEven)
            return Answer(await TakeEvenAsync(entries, most).ConfigureAwait(false));
        var (taken, names, hasMore) = (new List<TrackEntry>(), new HashSet<string>(StringComparer.Ordinal), false);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (hasMore = taken.Count >= most || (taken.Count > 0 && (long)(taken.Count + 1) * names.Count > QuestionLimits.TrackValues))
                break;
            taken.Add(entry);
            names.UnionWith(entry.Fields.Names);
        }

        return Answer(taken) with { HasMore = hasMore };
    }

    /// <summary>Of too many entries every second one is left out, again and again, so that no count is needed before; the last one always stays.</summary>
    private static async Task<List<TrackEntry>> TakeEvenAsync(IAsyncEnumerable<TrackEntry> entries, int most)
    {
        var (taken, last, read, distance) = (new List<TrackEntry>(), default(TrackEntry), 0L, 1L);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (read++ % distance > 0)
            {
                last = entry;
                continue;
            }

            last = null;
            taken.Add(entry);
            if (taken.Count <= most)
                continue;
            // What came last is left out only when it is not at twice the distance.
            last = taken.Count % 2 == 0 ? entry : null;
            taken = [.. taken.Where((_, at) => at % 2 == 0)];
            distance *= 2;
        }

        if (last is not null && taken.Count == most)
            taken.RemoveAt(most - 1);
        return last is null ? taken : [.. taken, last];
    }

    private TrackAnswer Answer(List<TrackEntry> entries)
    {
        var columns = new SortedDictionary<string, List<JsonElement?>>(StringComparer.Ordinal);
        for (var at = 0; at < entries.Count; at++)
        {
            foreach (var (name, value) in entries[at].Fields)
            {
                if (!columns.TryGetValue(name, out var values))
                    columns[name] = values = [.. Enumerable.Repeat<JsonElement?>(null, at)];
                values.Add(RecordedValue.Of(value));
            }

            // What an entry does not have, it has null of.
            foreach (var values in columns.Values.Where(values => values.Count == at))
                values.Add(null);
        }

        return new(Topic, [.. entries.Select(entry => entry.Timestamp)], columns, HasMore: false);
    }
}

/// <summary>Entries of a track, as columns.</summary>
/// <param name="Topic">The track.</param>
/// <param name="At">The times, in the track's own seconds.</param>
/// <param name="Columns">The values of each field, one an entry; null where an entry has none.</param>
/// <param name="HasMore">Whether there are more than an answer holds; the next ones begin behind the last time.</param>
public sealed record TrackAnswer(string Topic, IReadOnlyList<double> At, IReadOnlyDictionary<string, List<JsonElement?>> Columns, bool HasMore);
