using System.Globalization;
using System.Text;

namespace MlDash.Storage.Local;

/// <summary>The <c>.log_sequence</c> of a log: the number of the next entry as decimal text.</summary>
internal static class LogSequence
{
    /// <summary>The next number; 0 when it is missing or unreadable, since the log itself then says more.</summary>
    public static long Read(LocalLayout layout) => Noted(layout) ?? 0;

    /// <summary>The next number; null when it is missing or unreadable.</summary>
    public static long? Noted(LocalLayout layout)
    {
        try
        {
            return long.TryParse(File.ReadAllText(layout.LogSequence), NumberStyles.None, CultureInfo.InvariantCulture, out var next) ? next : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the next number; only under the lock of the log.</summary>
    public static void Write(LocalLayout layout, long next, bool durable = false) =>
        SmallDocument.Write(layout.LogSequence, Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)), durable);
}
