using System.Text;
using MlDash.Json;

namespace MlDash.Export;

/// <summary>A cell of a row that waits: what kind of value it is, and its bytes.</summary>
internal static class SpooledCell
{
    /// <summary>A script's value as what a column can hold.</summary>
    public static (ColumnKind Kind, object? Value) Of(object? given) => ScriptValues.Resolve(given) switch
    {
        null => (ColumnKind.Empty, null),
        bool flag => (ColumnKind.Flag, flag),
        int whole => (ColumnKind.Whole, (long)whole),
        long whole => (ColumnKind.Whole, whole),
        double real => (ColumnKind.Real, real),
        float real => (ColumnKind.Real, (double)real),
        string text => (ColumnKind.Text, text),
        decimal exact => (ColumnKind.Exact, exact),
        DateTime time => (ColumnKind.Moment, time.ToUniversalTime()),
        DateTimeOffset time => (ColumnKind.Moment, time.UtcDateTime),
        var other => OfJson(JsonText.Line(other)),
    };

    /// <summary>Writes a cell.</summary>
    public static void Write(BinaryWriter writer, ColumnKind kind, object? value)
    {
        writer.Write((byte)kind);
        switch (value)
        {
            case null: break;
            case bool flag: writer.Write(flag); break;
            case long whole: writer.Write(whole); break;
            case double real: writer.Write(real); break;
            case decimal exact: writer.Write(exact); break;
            case DateTime time: writer.Write(time.Ticks); break;
            default: writer.Write((string)value); break;
        }
    }

    /// <summary>Reads a cell.</summary>
    public static object? Read(BinaryReader reader) => (ColumnKind)reader.ReadByte() switch
    {
        ColumnKind.Empty => null,
        ColumnKind.Flag => reader.ReadBoolean(),
        ColumnKind.Whole => reader.ReadInt64(),
        ColumnKind.Real => reader.ReadDouble(),
        ColumnKind.Exact => reader.ReadDecimal(),
        ColumnKind.Moment => new DateTime(reader.ReadInt64(), DateTimeKind.Utc),
        ColumnKind.Text => reader.ReadString(),
        _ => JsonValues.Parse(Encoding.UTF8.GetBytes(reader.ReadString())),
    };

    // Dates without a time, durations, ids and small numbers are what they would be recorded as.
    private static (ColumnKind Kind, object? Value) OfJson(string json) => JsonValues.Parse(Encoding.UTF8.GetBytes(json)) switch
    {
        null => (ColumnKind.Empty, null),
        bool flag => (ColumnKind.Flag, flag),
        long whole => (ColumnKind.Whole, whole),
        double real => (ColumnKind.Real, real),
        string text => (ColumnKind.Text, text),
        _ => (ColumnKind.Json, json),
    };
}
