using System.Buffers.Binary;
using System.Collections.Specialized;
using System.Text;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Media;
using MlDash.Protocol;
using MlDash.TensorBoard;
using FileSeries = MlDash.Files.FileSeries;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>Pictures, sounds, texts and histograms of event files, in both forms that TensorBoard has had for each.</summary>
internal static class SummaryMedia
{
    private const int EncodedBytes = 4;
    private const int SoundBytes = 5;
    private const string UnknownExtension = ".bin";

    /// <summary>Passes a value on.</summary>
    /// <returns>False when it is none of these.</returns>
    public static bool TryRead(EventValue value, long step, double? time, IRunSink sink) => (value.Kind, value.Plugin) switch
    {
        (EventKind.Image, _) => Keep(value.Tag, step, 0, BytesOf(value.Content, EncodedBytes), sink),
        (EventKind.Audio, _) => Keep(value.Tag, step, 0, BytesOf(value.Content, SoundBytes), sink),
        (EventKind.Histogram, _) => Histogram(value, step, time, sink),
        (EventKind.Tensor, "images") => KeepAll(value.Tag, step, SourceTensor.Read(value.Content).Texts.Skip(2), sink),
        (EventKind.Tensor, "audio") => KeepAll(value.Tag, step, SourceTensor.Read(value.Content).Texts, sink),
        (EventKind.Tensor, "text") => Text(value, step, time, sink),
        (EventKind.Tensor, "histograms") => HistogramTensor(value, step, time, sink),
        _ => false,
    };

    private static bool KeepAll(string tag, long step, IEnumerable<ReadOnlyMemory<byte>> contents, IRunSink sink)
    {
        var number = 0;
        foreach (var content in contents)
            Keep(tag, step, number++, content, sink);
        return true;
    }

    private static bool Keep(string tag, long step, int number, ReadOnlyMemory<byte> content, IRunSink sink)
    {
        using var bytes = new MemoryStream(content.ToArray(), writable: false);
        var header = MediaHeader.Read(bytes);
        var series = new FileSeries(tag, step);
        sink.File(series.PathOf(number, header?.Extension ?? UnknownExtension), content.Span, series.ToMetadata(header));
        return true;
    }

    private static ReadOnlyMemory<byte> BytesOf(ReadOnlyMemory<byte> message, int field)
    {
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(field))
                return fields.Bytes;
        }

        return default;
    }

    private static bool Text(EventValue value, long step, double? time, IRunSink sink)
    {
        foreach (var text in SourceTensor.Read(value.Content).Texts)
        {
            sink.Log(
                time is { } seconds ? IsoTime.FromUnixSeconds(seconds) : null, LogLevel.Info, Encoding.UTF8.GetString(text.Span),
                new OrderedDictionary { ["tag"] = value.Tag, ["step"] = step });
        }

        return true;
    }

    /// <summary>The older form: upper limits of the buckets and their counts; the lowest limit is the least value.</summary>
    private static bool Histogram(EventValue value, long step, double? time, IRunSink sink)
    {
        var (least, limits, counts) = (0d, new List<double>(), new List<double>());
        var fields = new ProtoReader(value.Content);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.Type == WireType.Fixed64: least = fields.Double; break;
                case 6: Add(limits, ref fields); break;
                case 7: Add(counts, ref fields); break;
            }
        }

        if (limits.Count != counts.Count || counts.Count == 0)
            return false;
        var edges = new List<double> { Math.Min(least, limits[0]) };
        edges.AddRange(limits);
        HistogramEntry.Give(sink, value.Tag, step, time, [.. edges], [.. counts]);
        return true;
    }

    /// <summary>The newer form: rows of left edge, right edge and count.</summary>
    private static bool HistogramTensor(EventValue value, long step, double? time, IRunSink sink)
    {
        var numbers = SourceTensor.Read(value.Content).Numbers;
        if (numbers.Count == 0 || numbers.Count % 3 != 0)
            return false;
        var (edges, counts) = (new List<double> { numbers[0] }, new List<double>());
        for (var at = 0; at < numbers.Count; at += 3)
        {
            edges.Add(numbers[at + 1]);
            counts.Add(numbers[at + 2]);
        }

        HistogramEntry.Give(sink, value.Tag, step, time, [.. edges], [.. counts]);
        return true;
    }

    private static void Add(List<double> numbers, ref ProtoReader field)
    {
        if (field.Type == WireType.Fixed64)
        {
            numbers.Add(field.Double);
            return;
        }

        for (var rest = field.Bytes.Span; rest.Length >= sizeof(double); rest = rest[sizeof(double)..])
            numbers.Add(BinaryPrimitives.ReadDoubleLittleEndian(rest));
    }
}
