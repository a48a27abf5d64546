namespace MlDash.Following;

/// <summary>Rows of a file of lines.</summary>
internal abstract class LineRows : FileRows
{
    private readonly TextLines _lines;
    private readonly RowSink _sink;
    private readonly RowMemory _memory = new();
    private long _damaged;

    /// <param name="sink">Takes the rows.</param>
    protected LineRows(RowSink sink)
    {
        _sink = sink;
        _lines = new TextLines(Read);
    }

    public override long Damaged => _damaged + _lines.TooLong;

    public override void BeginAtEnd(ReadOnlySpan<byte> head, bool isCut)
    {
        if (isCut)
            _lines.LeaveOutRest();
    }

    public override void Take(ReadOnlySpan<byte> bytes) => _lines.Take(bytes);

    public override void End() => _lines.End();

    public override void Restart()
    {
        _lines.Restart();
        _memory.Restart();
    }

    /// <summary>Reads a line.</summary>
    protected abstract void Read(string line);

    /// <summary>Notes a line that could not be read.</summary>
    protected void NoteDamage() => _damaged++;

    /// <summary>Passes the fields of a row on.</summary>
    protected void Pass(List<KeyValuePair<string, object?>> fields)
    {
        if (fields.Count > 0 && _memory.IsNew(fields))
            _sink(string.Empty, fields, null);
    }
}
