using System.Globalization;

namespace MlDash.Dashboard.Routing;

/// <summary>A part of a file, as the header <c>Range</c> asks for it.</summary>
/// <param name="From">The first byte.</param>
/// <param name="To">The last byte, inclusive; before the first where there is no such part.</param>
internal readonly record struct ByteRange(long From, long To)
{
    private const string Unit = "bytes=";

    /// <summary>How many bytes it has.</summary>
    public long Length => To - From + 1;

    /// <summary>Whether the file has no such part.</summary>
    public bool IsEmpty => To < From;

    /// <summary>The part that a header asks for; null for the whole file, as it is for several parts and for what cannot be read.</summary>
    /// <param name="header">The header.</param>
    /// <param name="length">Bytes of the file.</param>
    public static ByteRange? Parse(string? header, long length)
    {
        if (header?.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) != true || header[Unit.Length..].Split('-') is not [var from, var to])
            return null;
        if (from.Length == 0)
            return Number(to) is { } last ? new(Math.Max(0, length - last), last == 0 ? -1 : length - 1) : null;
        if (Number(from) is not { } first || (to.Length > 0 && Number(to) is null))
            return null;
        var end = Math.Min(Number(to) ?? long.MaxValue, length - 1);
        return first >= length ? new(0, -1) : end < first ? null : new(first, end);
    }

    /// <summary>As the header <c>Content-Range</c> says it.</summary>
    public string Of(long length) => string.Create(CultureInfo.InvariantCulture, $"bytes {From}-{To}/{length}");

    private static long? Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
