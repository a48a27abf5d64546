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
    private const int TimesAtOnce = 5_000;
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
        await foreach (var line in ReadLinesAsync(cancellationToken))
        {
            if (FlatEntry.OfFlat(RawJson.Parse(line)) is { } entry)
                yield return entry.Only(_columns);
        }
    }

    /// <summary>The whole entries as they are stored, flat and with their time, in order. The bytes are the caller's.</summary>
    public async IAsyncEnumerable<Memory<byte>> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in _places.Chunk(EntriesAtOnce))
        {
            foreach (var line in await PickAsync(part, cancellationToken))
            {
                if (!line.IsEmpty)
                    yield return line;
            }
        }
    }

    /// <summary>For each time the line of the entry with the largest time that is not later; empty where there is none. The bytes are the caller's.</summary>
    public async IAsyncEnumerable<Memory<byte>> FindLinesAsync(IEnumerable<double> times, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in times.Chunk(TimesAtOnce))
        {
            var found = part.Select(LastNotLater).ToList();
            var places = found.Where(at => at >= 0).Distinct().ToList();
            var lines = await PickAsync([.. places.Select(at => _places[at])], cancellationToken);
            var byPlace = places.Zip(lines).ToDictionary(p => p.First, p => p.Second);
            foreach (var at in found)
                yield return at < 0 ? default : byPlace[at].ToArray();
        }
    }

    private int LastNotLater(double time)
    {
        var (low, high) = (0, _places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_places[middle].Time <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    private Task<Memory<byte>[]> PickAsync((double Time, long Index)[] places, CancellationToken cancellationToken) =>
        StreamPick.ReadAsync(_store, _stream, [.. places.Select(p => p.Index)], cancellationToken);
}
