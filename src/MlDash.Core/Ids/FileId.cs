using System.Globalization;

namespace MlDash.Ids;

/// <summary>Ids of files: milliseconds since 1970 shifted by 12 bits, plus a counter, so that no two of a process are equal.</summary>
internal static class FileId
{
    /// <summary>Shorter ones would be of the first year that computers count; a folder of a few digits is more likely a user's.</summary>
    private const int Shortest = 10;

    private static long _last;

    /// <summary>Whether <paramref name="text"/> can be the id of a file, and so the name of a folder that holds one.</summary>
    public static bool IsId(string text) => text.Length >= Shortest && text.All(char.IsAsciiDigit);

    /// <summary>The next id, decimal text of 16 digits; a later one than all before, whichever clocks those were made by.</summary>
    public static string Next(TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return next.ToString(CultureInfo.InvariantCulture);
    }
}
