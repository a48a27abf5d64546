namespace MlDash.Dashboard.Questions;

/// <summary>Times as a page takes them.</summary>
internal static class Times
{
    /// <summary>Milliseconds since 1970 (UTC).</summary>
    public static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
