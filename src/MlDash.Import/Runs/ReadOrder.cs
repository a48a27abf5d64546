using System.Collections;
using System.Collections.Specialized;

namespace MlDash.Import.Runs;

/// <summary>
/// In which order several files of a run are read that may all grow. Records are known by their places, so what was read of a file before must come before what
/// another one has got since: each import reads in the rounds of those before it, and then what is new.
/// </summary>
internal sealed class ReadOrder
{
    private readonly List<OrderedDictionary> _rounds;

    private ReadOrder(List<OrderedDictionary> rounds) => _rounds = rounds;

    /// <summary>For runs with one file, or none: each to its end, one after the other.</summary>
    public static ReadOrder Plain { get; } = new([]);

    /// <summary>What is kept of it: for each round the files that had grown, and to which length; null when there is nothing to keep.</summary>
    public object?[]? Kept => _rounds.Count == 0 ? null : [.. _rounds];

    /// <summary>The order of an import, after those before.</summary>
    /// <param name="kept">What was kept of them; null: nothing.</param>
    /// <param name="files">The files in their order, each by its name in the run and its length.</param>
    public static ReadOrder After(object?[]? kept, IReadOnlyList<(string Name, long Length)> files)
    {
        if (files.Count < 2 && kept is null)
            return Plain;
        var rounds = (kept ?? []).OfType<OrderedDictionary>().ToList();
        var ends = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, end) in rounds.SelectMany(Parts))
            ends[name] = end;
        var grown = files.Where(file => file.Length > ends.GetValueOrDefault(file.Name)).ToList();
        if (grown.Count == 0)
            return new(rounds);
        // What only comes behind all that was read is the same round, grown.
        var places = files.Select((file, at) => (file.Name, At: at)).ToDictionary(file => file.Name, file => file.At, StringComparer.Ordinal);
        var isBehind = rounds.Count > 0 && Parts(rounds[^1]).Max(part => places.GetValueOrDefault(part.Name, -1)) <= places[grown[0].Name];
        var round = isBehind ? rounds[^1] : new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, length) in grown)
            round[name] = length;
        if (!isBehind)
            rounds.Add(round);
        return new(rounds);
    }

    /// <summary>The parts of the files in the order in which they are read.</summary>
    /// <param name="names">The files in their order.</param>
    /// <returns>The place of a file among them, and how far it is read now.</returns>
    public IEnumerable<(int File, long End)> Parts(IReadOnlyList<string> names)
    {
        if (_rounds.Count == 0)
            return names.Select((_, at) => (at, long.MaxValue));
        var places = names.Select((name, at) => (Name: name, At: at)).ToDictionary(file => file.Name, file => file.At, StringComparer.Ordinal);
        return _rounds.SelectMany(round => Parts(round).Where(part => places.ContainsKey(part.Name)).Select(part => (places[part.Name], part.End)).Order());
    }

    private static IEnumerable<(string Name, long End)> Parts(OrderedDictionary round)
    {
        foreach (DictionaryEntry part in round)
        {
            if (part.Value is long end)
                yield return ((string)part.Key, end);
        }
    }
}
