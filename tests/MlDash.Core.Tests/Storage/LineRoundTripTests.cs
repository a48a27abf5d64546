using System.Collections;
using System.Collections.Specialized;
using System.Text;
using System.Text.Json;
using CsCheck;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Format;
using MlDash.Tests.Values;

namespace MlDash.Tests.Storage;

/// <summary>Stored lines: what is written is read, and what is cut out of a line without parsing is what a parser finds in it.</summary>
public sealed class LineRoundTripTests
{
    private const int Cases = 2_000;

    private static readonly Gen<DateTimeOffset> _times =
        Gen.Long[0, new DateTime(9999, 12, 31).Ticks / 10].Select(microseconds => new DateTimeOffset(microseconds * 10, TimeSpan.Zero));

    private static readonly Gen<double> _seconds = Gen.OneOf(Gen.Double.Where(double.IsFinite), Gen.Int[0, 2_000_000_000].Select(whole => (double)whole));

    private static readonly Gen<string> _texts = Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    private static readonly string[] _members =
        ["\"index\": 7", "\"data\": {}", "\"createdAt\": \"2026-01-31T12:34:56Z\"", "\"more\": \"}\"", "\"more\": {\"x\": 1}"];

    /// <summary>
    /// Members of a point in any order and spacing, some left out, with members of others between; as other tools and editors may write them.
    /// </summary>
    private static readonly Gen<string> _oddPoints =
        from fields in AnyValue.Records
        from inner in Gen.Int[0, 3]
        from parts in Gen.Shuffle(_members)
        from count in Gen.Int[1, 5]
        from separator in Gen.Int[0, 2].Select(at => new[] { ", ", ",", " , " }[at])
        select "{" + string.Join(separator, parts.Take(count)).Replace("{}", Inner(inner, Text(fields)), StringComparison.Ordinal) + "}";

    [Fact]
    public void Any_point_comes_back_from_its_line() =>
        Gen.Select(Gen.Long[0, long.MaxValue], AnyValue.Records, _times).Sample(
            (index, record, time) =>
            {
                var fields = JsonText.Write((IDictionary)record.Given!);
                var line = Written(lines => PointLine.Write(lines, index, fields, Encoding.ASCII.GetBytes(IsoTime.Format(time))));

                var isPlain = !fields.AsSpan(..^1).Contains((byte)'}');
                Assert.Equal(isPlain, PointLine.TryTake(line, out var taken));
                Assert.Equal(fields, isPlain ? taken.ToArray() : PointLine.FieldsOf(RawJson.Parse(line)).Bytes.ToArray());
                var point = new PointReader(new MetricQuery()).Read(line)!;
                Assert.Equal((index, time), (point.Index, point.CreatedAt));
                SameValue.Check(record.Expected, Map(point.Fields), "point");
            },
            iter: Cases);

    [Fact]
    public void Any_log_entry_comes_back_from_its_line() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Enum<LogLevel>(), _texts, AnyValue.Records, _times).Sample(
            (number, level, message, metadata, time) =>
            {
                var record = Record(writer => LogLine.WriteRecord(writer, time, level.ToWord(), message, (IDictionary)metadata.Given!));
                var same = Record(writer => LogLine.WriteRecord(writer, time, level.ToWord(), message, JsonText.Write((IDictionary)metadata.Given!)));
                var line = Written(lines => LogLine.Write(lines, number, record));

                Assert.Equal(record, same);
                Assert.True(LogLine.TryTake(line, out var rest) && rest.SequenceEqual(record.AsSpan(1)));
                var entry = LogLine.Read(line, new LogQuery())!;
                Assert.Equal((number, time, level, message), (entry.SequenceNumber, entry.Timestamp, entry.Level, entry.Message));
                SameValue.Check(metadata.Expected, entry.Metadata, "metadata");
            },
            iter: Cases);

    [Fact]
    public void Any_entry_of_a_track_comes_back_from_its_line() =>
        Gen.Select(_seconds, AnyValue.Records.Where(record => !((OrderedDictionary)record.Expected!).Contains(TrackEntry.TimestampField))).Sample(
            (time, record) =>
            {
                var fields = JsonText.Write((IDictionary)record.Given!);
                var line = Written(lines => TrackLine.Write(lines, time, fields));
                var digits = Written(lines => JsonNumbers.Write(lines, time), end: string.Empty);
                var same = Written(lines => TrackLine.Write(lines, digits, fields));

                Assert.Equal(line, same);
                Assert.True(TrackLine.TryTake(line, out var taken) && taken.SequenceEqual(line));
                Assert.True(TrackLine.TryReadTime(line.ToArray(), out var found) && found.Equals(time));
                var entry = TrackLine.Read(line, new FieldReader(), new TrackQuery());
                Assert.Equal(time, entry.Timestamp);
                SameValue.Check(record.Expected, Map(entry.Fields), "entry");
            },
            iter: Cases);

    [Fact]
    public void What_is_cut_out_of_a_point_is_what_a_parser_finds_however_it_is_written() =>
        _oddPoints.Sample(
            text =>
            {
                var line = Encoding.UTF8.GetBytes(text);
                if (PointLine.TryTake(line, out var fields))
                    Assert.Equal(Encoding.UTF8.GetString(PointLine.FieldsOf(RawJson.Parse(line)).Bytes.Span), Encoding.UTF8.GetString(fields));
            },
            iter: Cases * 5);

    [Fact]
    public void Lines_of_the_Python_SDK_are_cut_without_parsing_and_read()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "data", "python-sdk-0.6.27");
        var files = Directory.GetFiles(root, "*.jsonl", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var (file, text) in files.SelectMany(file => File.ReadLines(file).Select(text => (file, text))))
        {
            var line = Encoding.UTF8.GetBytes(text);
            if (file.EndsWith("logs.jsonl", StringComparison.Ordinal))
            {
                Assert.True(LogLine.TryTake(line, out var rest) && rest[0] == (byte)'"');
                Assert.NotNull(LogLine.Read(line, new LogQuery()));
            }
            else if (file.Contains($"{Path.DirectorySeparatorChar}tracks{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                Assert.True(TrackLine.TryTake(line, out _));
                Assert.NotEmpty(TrackLine.Read(line, new FieldReader(), new TrackQuery()).Fields);
            }
            else
            {
                Assert.True(PointLine.TryTake(line, out var fields));
                Assert.Equal(PointLine.FieldsOf(RawJson.Parse(line)).Bytes.ToArray(), fields.ToArray());
                Assert.NotNull(new PointReader(new MetricQuery()).Read(line));
            }
        }
    }

    [Theory]
    [InlineData("{\"index\": 0, \"data\": {\"a\": {\"x\": 1}, \"createdAt\": \"b\"}}")]
    [InlineData("{\"index\":0, \"data\": {\"a\": 1}, \"createdAt\": \"2026-01-31T12:34:56Z\"}")]
    [InlineData("{\"index\": 0, \"data\": {\"a\": 1}, \"createdAt\": null}")]
    [InlineData("{\"index\": , \"data\": {\"a\": 1}, \"createdAt\": \"2026-01-31T12:34:56Z\"}")]
    [InlineData("{\"index\": 0, \"data\": {\"a\": 1}, \"createdAt\": \"2026-01-31T12:34:56Z\"")]
    [InlineData("")]
    public void A_point_that_is_framed_otherwise_is_left_to_the_parser(string line) => Assert.False(PointLine.TryTake(Encoding.UTF8.GetBytes(line), out _));

    /// <summary>Some fields, to mislead: objects, and a member of the name of one that a line has, at the end.</summary>
    private static string Inner(int kind, string fields) => kind switch
    {
        0 => fields,
        1 => $"{{\"a\": {fields}, \"createdAt\": \"b\"}}",
        2 => $"{{\"a\": {fields}, \"createdAt\": \"b\", \"c\": {fields}}}",
        _ => "{}",
    };

    private static string Text(AnyValue record) => Encoding.UTF8.GetString(JsonText.Write((IDictionary)record.Given!));

    /// <summary>What is written, without its line feed.</summary>
    private static byte[] Written(Action<PooledBuffer> write, string end = "\n")
    {
        using var lines = new PooledBuffer();
        write(lines);
        var text = Encoding.UTF8.GetString(lines.WrittenSpan);
        Assert.EndsWith(end, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text[..^end.Length]);
        return lines.WrittenSpan[..^end.Length].ToArray();
    }

    private static byte[] Record(Action<Utf8JsonWriter> write)
    {
        using var record = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(record, ValueWriter.Options))
            write(writer);
        return record.WrittenSpan.ToArray();
    }

    private static OrderedDictionary Map(FieldSet fields)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            map[name] = value;
        return map;
    }
}
