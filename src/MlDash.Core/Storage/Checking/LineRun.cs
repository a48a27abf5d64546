using System.Globalization;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>What the lines of one stream say when they are read one after the other.</summary>
/// <param name="kind">The kind of stream.</param>
internal sealed class LineRun(RecordKind kind)
{
    private readonly FieldReader _fields = new();
    private readonly RepeatedTime _times = new();
    private readonly LogQuery _allEntries = new();
    private readonly TrackQuery _wholeTrack = new();

    /// <summary>Lines since the last one with a number that have none: each may have been one record.</summary>
    private long _unnumbered;

    /// <summary>Whole lines, also blank and broken ones.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that hold a record.</summary>
    public long Records { get; private set; }

    /// <summary>The number of the last line that has one; -1 when none has.</summary>
    public long LastNumber { get; private set; } = -1;

    /// <summary>The smallest time of a track.</summary>
    public double? First { get; private set; }

    /// <summary>The largest time of a track.</summary>
    public double? Last { get; private set; }

    /// <summary>The fields of a track.</summary>
    public TrackColumns Columns { get; } = new();

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line; its bytes may be changed.</param>
    /// <returns>What is wrong with it, if anything is.</returns>
    public LineFault? Read(Span<byte> line)
    {
        Lines++;
        if (StoredLine.IsBlank(line))
        {
            _unnumbered++;
            return null;
        }

        try
        {
            var fault = kind switch
            {
                RecordKind.Log => Number(LogLine.Read(line, _allEntries)!.SequenceNumber, FindingKinds.SequenceGap, FindingKinds.SequenceRepeated),
                RecordKind.Metric => Number(PointLine.Read(line, [], _fields, _times).Index, FindingKinds.IndexGap, FindingKinds.IndexRepeated),
                _ => Entry(line),
            };
            Records++;
            return fault;
        }
        catch (Exception broken) when (StoredLine.IsBroken(broken))
        {
            _unnumbered++;
            return new(FindingSeverity.Error, FindingKinds.LineBroken, $"The line holds no record: {broken.Message}");
        }
    }

    private LineFault? Entry(Span<byte> line)
    {
        var time = TrackLine.Read(line, _fields, _wholeTrack).Timestamp;
        First = Math.Min(First ?? time, time);
        Last = Math.Max(Last ?? time, time);
        Columns.AddFrom(line);
        return null;
    }

    private LineFault? Number(long number, string gap, string repeated)
    {
        var (expected, most) = (LastNumber + 1, LastNumber + 1 + _unnumbered);
        // A log whose counter outlived its lines, as when a folder was emptied by hand, continues with the counter.
        var severity = LastNumber < 0 && number > 0 ? FindingSeverity.Warning : FindingSeverity.Error;
        (LastNumber, _unnumbered) = (Math.Max(number, LastNumber), 0);
        if (number >= expected && number <= most)
            return null;
        if (number < expected)
            LastNumber = number < 0 ? expected : number;
        var said = number < 0 ? "no number" : string.Create(CultureInfo.InvariantCulture, $"the number {number}");
        return number > most || number < 0
            ? new(severity, gap, $"The line has {said}, expected was {expected}. Records are missing.")
            : new(FindingSeverity.Warning, repeated, $"The line has {said} again, expected was {expected}.");
    }
}

/// <summary>What is wrong with a line.</summary>
internal readonly record struct LineFault(FindingSeverity Severity, string Kind, string Message);
