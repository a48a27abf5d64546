using System.Runtime.CompilerServices;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Tracks;

/// <summary>
/// The entries of a track between two times, ascending; those of equal time stay in the order they arrived. Their times and places are in memory, 16 bytes
/// an entry, and of the entries themselves a part at a time.
/// </summary>
internal sealed class TrackSelection
{
    private const int EntriesAtOnce = 50_000;
    private readonly IMetadataStore _store;
    private readonly string _stream;
    private readonly IReadOnlySet<string>? _columns;
    private readonly List<(double Time, long Index)> _places = [];

    private TrackSelection(IMetadataStore store, string stream, IReadOnlySet<string>? columns)
    {
        _store = store;
        _stream = stream;
        _columns = columns;
    }

    /// <summary>How many entries there are.</summary>
    public int Count => _places.Count;

    /// <summary>Finds the entries between two times, both inclusive.</summary>
    public static async Task<TrackSelection> OfAsync(
        IMetadataStore store, TrackDocument track, double? from, double? to, IReadOnlySet<string>? columns, CancellationToken cancellationToken)
    {
        var selection = new TrackSelection(store, track.Stream, columns);
        var isAscending = true;
        await foreach (var batch in store.ReadAsync(track.Stream, 0, long.MaxValue, cancellationToken))
        {
            var index = batch.Start;
            foreach (var line in Lines.Split(batch.Lines))
            {
                if (FlatEntry.TimeOf(RawJson.Parse(line)) is { } time && !(time < from) && !(time > to))
                {
                    isAscending &= selection._places.Count == 0 || selection._places[^1].Time <= time;
                    selection._places.Add((time, index));
                }
                index++;
            }
        }
        if (!isAscending)
            selection._places.Sort();
        return selection;
    }

    /// <summary>The entries, in order.</summary>
    public async IAsyncEnumerable<FlatEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in _places.Chunk(EntriesAtOnce))
        {
            foreach (var line in await StreamPick.ReadAsync(_store, _stream, [.. part.Select(p => p.Index)], cancellationToken))
            {
                if (!line.IsEmpty && FlatEntry.OfFlat(RawJson.Parse(line)) is { } entry)
                    yield return entry.Only(_columns);
            }
        }
    }
}
