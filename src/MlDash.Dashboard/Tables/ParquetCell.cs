using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace MlDash.Dashboard.Tables;

/// <summary>Stored values as texts that people read.</summary>
internal static class ParquetCell
{
    /// <summary>The most characters of a text.</summary>
    public const int Longest = 200;

    private const int LongestNumber = 64;
    private const int ShownBytes = 32;

    /// <summary>A text, cut where it is long.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= Longest)
            return text;
        return text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + '…';
    }

    /// <summary>The text of a value that was read already, the same as of the stored one; null when there is none.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        string text => Cut(text),
        DateTime at => Text(at),
        IFormattable number => Text(number),
        _ => value.ToString(),
    };

    /// <summary>The text of a value.</summary>
    /// <param name="element">What it is.</param>
    /// <param name="bytes">As it is stored; an element with as many bytes for each value has them all.</param>
    public static string Of(ParquetElement element, ReadOnlySpan<byte> bytes) => element.Stored switch
    {
        ParquetStored.Flag => bytes[0] != 0 ? "true" : "false",
        ParquetStored.Int32 when element.Meaning == ParquetMeaning.Unsigned => Text(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        ParquetStored.Int32 => Whole(element, BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        ParquetStored.Int64 when element.Meaning == ParquetMeaning.Unsigned => Text(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        ParquetStored.Int64 => Whole(element, BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        ParquetStored.Int96 => OldMoment(bytes),
        ParquetStored.Single => Text(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        ParquetStored.Double => Text(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        _ => OfBytes(element, bytes),
    };

    /// <summary>How many bytes each value has; 0 where each says it.</summary>
    public static int WidthOf(ParquetElement element) => element.Stored switch
    {
        ParquetStored.Int32 or ParquetStored.Single => 4,
        ParquetStored.Int64 or ParquetStored.Double => 8,
        ParquetStored.Int96 => 12,
        ParquetStored.FixedBytes when element.Length > 0 => element.Length,
        ParquetStored.Bytes => 0,
        _ => throw new InvalidDataException($"column '{element.Name}' has values of an unknown kind."),
    };

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Whole(ParquetElement element, long number) => element.Meaning switch
    {
        ParquetMeaning.Decimal => Scaled(number, element.Scale),
        ParquetMeaning.Date when Moment(number, 86_400, 1) is { } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ParquetMeaning.Time when Moment(number, 1, element.UnitsASecond) is { } time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        ParquetMeaning.Moment when Moment(number, 1, element.UnitsASecond) is { } at => Text(at),
        _ => Text(number),
    };

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    // Null where the calendar does not reach.
    private static DateTime? Moment(long number, long seconds, long unitsASecond)
    {
        var ticks = (Int128)number * seconds * TimeSpan.TicksPerSecond / unitsASecond;
        return ticks + DateTime.UnixEpoch.Ticks is var at && at >= 0 && at <= DateTime.MaxValue.Ticks ? new DateTime((long)at, DateTimeKind.Utc) : null;
    }

    // Nanoseconds of the day, and the day of the Julian calendar.
    private static string OldMoment(ReadOnlySpan<byte> bytes)
    {
        const int UnixDay = 2_440_588;
        var (time, day) = (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));
        return Moment(day - (long)UnixDay, 86_400, 1) is { } at && time is >= 0 and < 86_400_000_000_000 && at < DateTime.MaxValue.Date
            ? Text(at.AddTicks(time / 100)) : "0x" + Convert.ToHexString(bytes);
    }

    private static string OfBytes(ParquetElement element, ReadOnlySpan<byte> bytes) => element.Meaning switch
    {
        ParquetMeaning.Decimal when bytes.Length <= LongestNumber => Scaled(new BigInteger(bytes, isBigEndian: true), element.Scale),
        ParquetMeaning.Uuid when bytes.Length == 16 => new Guid(bytes, bigEndian: true).ToString(),
        ParquetMeaning.Half when bytes.Length == 2 => Text(BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        ParquetMeaning.Text => Utf8(bytes),
        // Older tools do not say that it is a text.
        _ when !bytes.ContainsAnyInRange((byte)0, (byte)8) && System.Text.Unicode.Utf8.IsValid(bytes) => Utf8(bytes),
        _ => "0x" + Convert.ToHexString(bytes[..Math.Min(bytes.Length, ShownBytes)]) + (bytes.Length > ShownBytes ? "…" : ""),
    };

    private static string Utf8(ReadOnlySpan<byte> bytes)
    {
        const int BytesACharacter = 4;
        return Cut(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, (Longest + 1) * BytesACharacter)]));
    }

    private static string Scaled(BigInteger number, int scale)
    {
        if (scale is <= 0 or > LongestNumber)
            return Text(number);
        var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(number.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }
}
