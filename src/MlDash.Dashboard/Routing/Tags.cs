using System.Globalization;
using System.IO.Hashing;

namespace MlDash.Dashboard.Routing;

/// <summary>What tells one body from another.</summary>
internal static class Tags
{
    public static string Of(ReadOnlySpan<byte> bytes) => string.Create(CultureInfo.InvariantCulture, $"\"{XxHash3.HashToUInt64(bytes):x16}\"");
}
