using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Format;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <summary>
/// Records of a server as lines of the local format. Every member is read and written again, so that whatever white space or text an answer holds, a record
/// is one line and no more; digits stay as they are.
/// </summary>
internal static class ReceivedRecords
{
    /// <summary>What readers of lines take, less what a line wraps around a value.</summary>
    private static readonly int _mostDepth = JsonValues.Lenient.MaxDepth - 2;

    /// <summary>Writes the line of a log entry.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="entry">The entry as the server wrote it.</param>
    /// <param name="number">Its number here.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>; so do all that follow.</exception>
    public static void WriteLog(PooledBuffer lines, Uri server, RawJson entry, long number)
    {
        var members = Members(server, WireMembers.Logs, entry);
        var time = RecordPage.Time(server, WireMembers.Timestamp, members(WireMembers.Timestamp));
        var level = RecordPage.Text(server, WireMembers.Level, members(WireMembers.Level));
        var message = RecordPage.Text(server, WireMembers.Message, members(WireMembers.Message));
        using var metadata = new PooledBuffer();
        if (members(WireMembers.Metadata) is { Kind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given)
            Write(metadata, server, WireMembers.Metadata, Object(server, WireMembers.Metadata, given));
        using var record = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(record, ValueWriter.Options))
            LogLine.WriteRecord(writer, time, level, message, metadata.WrittenSpan);
        LogLine.Write(lines, number, record.WrittenSpan);
    }

    /// <summary>The number of a log entry on the server; the number before when it has none.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="entry">The entry as the server wrote it.</param>
    /// <param name="last">The number before. Numbers need not begin with ours, but one that does not grow is an entry that comes twice.</param>
    public static long NumberAfter(Uri server, RawJson entry, long last)
    {
        if (RecordPage.Whole(server, WireMembers.SequenceNumber, Members(server, WireMembers.Logs, entry)(WireMembers.SequenceNumber)) is not { } number)
            return last;
        return number > last ? number : throw ServerFaults.NotUnderstood(server, WireMembers.SequenceNumber, $"more than {last}", $"{number}");
    }

    /// <summary>Writes the line of a point.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="point">The point as the server wrote it.</param>
    /// <param name="index">The index it should have.</param>
    public static void WritePoint(PooledBuffer lines, Uri server, RawJson point, long index)
    {
        var members = Members(server, WireMembers.Data, point);
        if (RecordPage.Whole(server, WireMembers.Index, members(WireMembers.Index)) is { } found && found != index)
            throw ServerFaults.NotUnderstood(
                server, WireMembers.Index, index.ToString(CultureInfo.InvariantCulture), found.ToString(CultureInfo.InvariantCulture));
        using var fields = new PooledBuffer();
        Write(fields, server, WireMembers.Data, Object(server, WireMembers.Data, members(WireMembers.Data)));
        var createdAt = members(WireMembers.CreatedAt) is { Kind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given
            ? IsoTime.Format(RecordPage.Time(server, WireMembers.CreatedAt, given))
            : string.Empty;
        PointLine.Write(lines, index, fields.WrittenSpan, Encoding.ASCII.GetBytes(createdAt));
    }

    /// <summary>Writes the line of a track's entry.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="entry">A line of the server's.</param>
    public static void WriteEntry(PooledBuffer lines, Uri server, byte[] entry)
    {
        var whole = Parse(server, entry);
        var time = Members(server, "the entry", whole)(TrackEntry.TimestampField);
        if (time.AsNumber() is null)
            throw ServerFaults.NotUnderstood(server, TrackEntry.TimestampField, "a number", RecordPage.NameOf(time));
        using var fields = new PooledBuffer();
        fields.Write("{"u8);
        foreach (var (name, value) in whole.Members())
        {
            if (name == TrackEntry.TimestampField)
                continue;
            if (fields.Length > 1)
                fields.Write(","u8);
            Write(fields, name);
            fields.Write(":"u8);
            Write(fields, server, name, value);
        }

        fields.Write("}"u8);
        TrackLine.Write(lines, time.Bytes.Span, fields.WrittenSpan);
    }

    /// <summary>The document of the parameters.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="answer">Its answer.</param>
    /// <returns>The document, and how many parameters there are.</returns>
    public static (byte[] Document, int Count) Parameters(Uri server, byte[] answer)
    {
        var members = Members(server, "the answer", Parse(server, answer));
        var data = Object(server, WireMembers.Data, members(WireMembers.Data));
        using var document = new PooledBuffer();
        document.Write(Ascii($"{{\"version\":{RecordPage.Whole(server, WireMembers.Version, members(WireMembers.Version)) ?? 1},\"data\":"));
        Write(document, server, WireMembers.Data, data);
        foreach (var name in new[] { WireMembers.CreatedAt, WireMembers.UpdatedAt })
        {
            var time = members(name) is { Kind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given
                ? $"\"{IsoTime.Format(RecordPage.Time(server, name, given))}\""
                : "null";
            document.Write(Ascii($",\"{name}\":{time}"));
        }

        document.Write("}"u8);
        return (document.WrittenSpan.ToArray(), data.ToDictionary().Count);
    }

    private static RawJson Parse(Uri server, byte[] json)
    {
        try
        {
            return RawJson.Parse(json);
        }
        catch (FormatException fault)
        {
            throw ServerFaults.NoJson(server, fault);
        }
    }

    private static RawJson Object(Uri server, string name, RawJson value) =>
        value.Kind == JsonValueKind.Object ? value : throw ServerFaults.NotUnderstood(server, name, "an object", RecordPage.NameOf(value));

    private static Func<string, RawJson> Members(Uri server, string place, RawJson value)
    {
        var members = Object(server, place, value).ToDictionary();
        return name => RecordPage.Member(members, name);
    }

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(FormattableString.Invariant(text));

    private static void Write(PooledBuffer line, string text)
    {
        using var writer = new Utf8JsonWriter(line, ValueWriter.Options);
        writer.WriteStringValue(text);
    }

    private static void Write(PooledBuffer line, Uri server, string name, RawJson value)
    {
        if (!value.TryWriteLine(line, _mostDepth))
            throw ServerFaults.NotUnderstood(server, name, $"a value nested at most {_mostDepth} levels deep", "a deeper one");
    }
}
