using System.Text.Json;
using MlDash.Json;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Import.Importing;

/// <summary>
/// One stream of an experiment that is imported. Its records are counted: those that are there already are not written again, and the last one of them must be
/// what the source has in its place, else the stream holds something else and stays as it is.
/// </summary>
internal sealed class ImportedStream : IDisposable
{
    private const int PageSize = 64 * 1024;
    private const long RecordsATick = 4096;

    private readonly LineIntake _lines;
    private readonly long _there;
    private readonly byte[] _last;
    private readonly PooledBuffer _record = new();
    private readonly Action _tick;

    /// <param name="lines">Where the records go.</param>
    /// <param name="data">The file of the stream.</param>
    /// <param name="tick">Called now and then.</param>
    public ImportedStream(LineIntake lines, string data, Action tick)
    {
        (_lines, _tick) = (lines, tick);
        _there = lines.Count;
        _last = LastLine(data);
        Writer = new Utf8JsonWriter(_record, ValueWriter.Options);
    }

    /// <summary>Writes the next record.</summary>
    private Utf8JsonWriter Writer { get; }

    /// <summary>Whether the stream holds records that are not those of the source, or another process writes to it.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>Records that the source has given.</summary>
    public long Given { get; private set; }

    /// <summary>Records that were there before.</summary>
    public long There => _there;

    /// <summary>Records that are new.</summary>
    public long Added => _lines.Count - _there;

    /// <summary>Begins a record that a writer writes.</summary>
    public Utf8JsonWriter BeginJson()
    {
        Begin();
        Writer.Reset();
        return Writer;
    }

    /// <summary>Begins a record that is written without a writer.</summary>
    public PooledBuffer Begin()
    {
        _record.Truncate(0);
        return _record;
    }

    /// <summary>Ends a record; what was written by a writer is flushed before.</summary>
    /// <param name="write">Writes the line: the page, the number of the record, and the record.</param>
    public void End(RecordLine write)
    {
        var at = Given++;
        if (Given % RecordsATick == 0)
            _tick();
        if (IsForeign || at < _there - 1)
            return;
        if (at < _there)
        {
            IsForeign = _last.AsSpan().IndexOf(_record.WrittenSpan[1..^1]) < 0;
            return;
        }

        write(_lines.Page, at, _record.WrittenSpan);
        _lines.EndLine();
        if (_lines.Page.Length >= PageSize)
            IsForeign = !_lines.Write();
    }

    /// <summary>Ends the stream.</summary>
    /// <param name="writeCounters">Writes what stands beside the data, for a number of records.</param>
    public void Finish(Action<long> writeCounters)
    {
        if (!IsForeign && Added > 0)
            IsForeign = !_lines.Finish(() => writeCounters(_lines.Count));
    }

    public void Dispose()
    {
        Writer.Dispose();
        _record.Dispose();
        _lines.Dispose();
    }

    private static byte[] LastLine(string data)
    {
        using var file = LineReader.OpenFile(data);
        return file is null ? [] : LineTail.LinesFromEnd(file, LineTail.WholeLength(file, RandomAccess.GetLength(file))).FirstOrDefault() ?? [];
    }
}

/// <summary>Writes the line of a record.</summary>
/// <param name="page">Where to.</param>
/// <param name="number">The number of the record.</param>
/// <param name="record">The record, a JSON object.</param>
internal delegate void RecordLine(PooledBuffer page, long number, ReadOnlySpan<byte> record);
