namespace MlDash.Storage.Format;

/// <summary>
/// The layouts of the points that were read last. A metric mostly has one, and another one for the points at the end of an epoch: what was parsed once is
/// scanned from then on.
/// </summary>
internal sealed class FieldLayouts
{
    private const int Most = 4;

    /// <summary>Points that are parsed before it shows whether their layouts come again.</summary>
    private const int Tries = 32;

    private readonly List<FieldLayout> _known = [];
    private long _scanned;
    private long _learned;

    /// <inheritdoc cref="FieldLayout.TryScan"/>
    public bool TryScan<TSink>(ReadOnlySpan<byte> fields, ref TSink sink, out ReadOnlySpan<byte> rest)
        where TSink : struct, IFieldSink
    {
        for (var at = 0; at < _known.Count; at++)
        {
            var layout = _known[at];
            sink.Begin(layout);
            if (!layout.TryScan(fields, ref sink, out rest))
                continue;
            _scanned++;
            if (at > 0)
                (_known[at], _known[0]) = (_known[0], layout);
            return true;
        }

        rest = default;
        return false;
    }

    /// <summary>Learns how a point was written that had to be parsed.</summary>
    /// <param name="fields">A text that begins with the fields, which are whole.</param>
    /// <returns>The layout, so that its owner can say where its fields go; null when there is none to learn.</returns>
    public FieldLayout? Learn(ReadOnlySpan<byte> fields)
    {
        // Of points that are written otherwise each time, nothing can be learned.
        if (_learned > Tries && _scanned < _learned)
            return null;
        _learned++;
        if (FieldLayout.Of(fields) is not { } layout)
            return null;
        _known.Insert(0, layout);
        if (_known.Count > Most)
            _known.RemoveAt(Most);
        return layout;
    }
}
