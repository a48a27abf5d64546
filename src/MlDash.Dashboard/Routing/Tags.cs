using System.Globalization;
using System.IO.Hashing;

namespace MlDash.Dashboard.Routing;

/// <summary>What tells one body from another.</summary>
internal static class Tags
{
    /// <summary>The tag of the small picture that is made of bytes with a checksum.</summary>
    public static string OfThumbnail(string checksum) => $"\"{checksum}-small\"";

    public static string Of(ReadOnlySpan<byte> bytes) => string.Create(CultureInfo.InvariantCulture, $"\"{XxHash3.HashToUInt64(bytes):x16}\"");
}
