namespace MlDash.Storage.Format;

/// <summary>What a page of lines holds.</summary>
internal sealed class DecodedPage<T>
{
    private readonly List<(int At, string Fault, long End)> _faults = [];

    /// <summary>What was read, in order.</summary>
    public List<T> Items { get; } = [];

    /// <summary>Reads a line; one that is broken is noted at its place among the items.</summary>
    /// <param name="page">The page that the line is from.</param>
    /// <param name="line">The line.</param>
    /// <param name="read">Reads it.</param>
    public void Read(LinePage page, Span<byte> line, LineParser read)
    {
        if (StoredLine.IsBlank(line))
            return;
        try
        {
            read(line);
        }
        catch (Exception broken) when (StoredLine.IsBroken(broken))
        {
            _faults.Add((Items.Count, broken.Message, page.Offset));
        }
    }

    /// <summary>The items, each when all that is broken before it has been told of.</summary>
    /// <param name="broken">Told of broken lines: the message, and where the line ends.</param>
    public IEnumerable<T> Told(Action<string, long> broken)
    {
        var told = 0;
        for (var at = 0; at <= Items.Count; at++)
        {
            for (; told < _faults.Count && _faults[told].At == at; told++)
                broken(_faults[told].Fault, _faults[told].End);
            if (at < Items.Count)
                yield return Items[at];
        }
    }

    /// <summary>Reads a line into something else.</summary>
    internal delegate void LineParser(Span<byte> line);
}
