using System.Globalization;
using System.Text;
using System.Text.Json;
using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <summary>
/// Records of a server as lines of the local format. Every member is read and written again, so that whatever white space or text an answer holds, a record
/// is one line and no more; digits stay as they are.
/// </summary>
internal static class ReceivedRecords
{
    /// <summary>What readers of lines take, less what a line wraps around a value.</summary>
    private static readonly int MostDepth = JsonValues.Lenient.MaxDepth - 2;

    /// <summary>The line of a log entry.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="entry">The entry as the server wrote it.</param>
    /// <param name="number">Its number here.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>; so do all that follow.</exception>
    public static byte[] LogLine(Uri server, RawJson entry, long number)
    {
        var members = Members(server, WireMembers.Logs, entry);
        using var line = new PooledBuffer();
        var time = IsoTime.Format(RecordPage.Time(server, WireMembers.Timestamp, members(WireMembers.Timestamp)));
        line.Write(Ascii($"{{\"sequenceNumber\": {number}, \"timestamp\":\"{time}\",\"level\":"));
        Write(line, RecordPage.Text(server, WireMembers.Level, members(WireMembers.Level)));
        line.Write(",\"message\":"u8);
        Write(line, RecordPage.Text(server, WireMembers.Message, members(WireMembers.Message)));
        if (members(WireMembers.Metadata) is { Kind: not (JsonValueKind.Undefined or JsonValueKind.Null) } metadata)
        {
            line.Write(",\"metadata\":"u8);
            Write(line, server, WireMembers.Metadata, Object(server, WireMembers.Metadata, metadata));
        }

        line.Write("}\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>The number of a log entry on the server; null when it says none.</summary>
    public static long? NumberOf(Uri server, RawJson entry) =>
        RecordPage.Whole(server, WireMembers.SequenceNumber, Members(server, WireMembers.Logs, entry)(WireMembers.SequenceNumber));

    /// <summary>The line of a point.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="point">The point as the server wrote it.</param>
    /// <param name="index">The index it should have.</param>
    public static byte[] PointLine(Uri server, RawJson point, long index)
    {
        var members = Members(server, WireMembers.Data, point);
        if (RecordPage.Whole(server, WireMembers.Index, members(WireMembers.Index)) is { } found && found != index)
        {
            throw ServerFaults.NotUnderstood(
                server, WireMembers.Index, index.ToString(CultureInfo.InvariantCulture), found.ToString(CultureInfo.InvariantCulture));
        }

        using var line = new PooledBuffer();
        line.Write(Ascii($"{{\"index\": {index}, \"data\": "));
        Write(line, server, WireMembers.Data, Object(server, WireMembers.Data, members(WireMembers.Data)));
        if (members(WireMembers.CreatedAt) is { Kind: not (JsonValueKind.Undefined or JsonValueKind.Null) } createdAt)
            line.Write(Ascii($", \"createdAt\": \"{IsoTime.Format(RecordPage.Time(server, WireMembers.CreatedAt, createdAt))}\""));
        line.Write("}\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>The line of a track's entry.</summary>
    /// <param name="server">Who answers.</param>
    /// <param name="entry">A line of the server's.</param>
    public static byte[] TrackLine(Uri server, byte[] entry)
    {
        var whole = Parse(server, entry);
        var time = Members(server, "the entry", whole)(TrackEntry.TimestampField);
        if (time.AsNumber() is null)
            throw ServerFaults.NotUnderstood(server, TrackEntry.TimestampField, "a number", RecordPage.NameOf(time));
        using var line = new PooledBuffer();
        line.Write("{\"timestamp\": "u8);
        Write(line, server, TrackEntry.TimestampField, time);
        var first = true;
        foreach (var (name, value) in whole.Members())
        {
            if (name == TrackEntry.TimestampField)
                continue;
            line.Write(first ? ", "u8 : ","u8);
            first = false;
            Write(line, name);
            line.Write(":"u8);
            Write(line, server, name, value);
        }

        line.Write("}\n"u8);
        return line.WrittenSpan.ToArray();
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
        if (!value.TryWriteLine(line, MostDepth))
            throw ServerFaults.NotUnderstood(server, name, $"a value nested at most {MostDepth} levels deep", "a deeper one");
    }
}
