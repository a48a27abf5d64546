namespace MlDash.Layers.Tests;

/// <summary>Rooms that can be reached from one another: of these none can be understood, tested or moved without the others.</summary>
internal static class Rings
{
    /// <summary>Each ring as its rooms in the order of their names; none when the rooms can be ordered.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Arrow> arrows)
    {
        var uses = arrows.ToLookup(arrow => arrow.FromRoom, arrow => arrow.ToRoom);
        var reached = uses.ToDictionary(room => room.Key, room => Reached(uses, room.Key));
        return [.. reached.Keys
            .Where(room => reached[room].Contains(room))
            .Select(
                room => string.Join(
                    " ", reached[room].Where(other => reached.TryGetValue(other, out var back) && back.Contains(room)).Order(StringComparer.Ordinal)))
            .Distinct()];
    }

    private static HashSet<string> Reached(ILookup<string, string> uses, string from)
    {
        var reached = new HashSet<string>();
        var next = new Stack<string>(uses[from]);
        while (next.TryPop(out var room))
        {
            if (!reached.Add(room))
                continue;
            foreach (var further in uses[room])
                next.Push(further);
        }

        return reached;
    }
}
