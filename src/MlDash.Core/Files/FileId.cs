using System.Globalization;

namespace MlDash;

/// <summary>Ids of files: milliseconds since 1970 shifted by 12 bits, plus a counter, so that no two of a process are equal.</summary>
internal static class FileId
{
    private static long _last;

    /// <summary>The next id, decimal text of 16 digits.</summary>
    public static string Next()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 12;
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
