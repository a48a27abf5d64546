using MlDash.Series;

namespace MlDash.Storage.Local;

/// <summary>Tells states of a file apart by its length and the time of its last change.</summary>
internal static class FileStamp
{
    /// <summary>The state of a file that is not there.</summary>
    private static readonly FactStamp _missing = new(-1, -1);

    /// <summary>Disks count time in ticks of some milliseconds: a second change within one shows nowhere, so that a state this young is none yet.</summary>
    private static readonly TimeSpan _unsure = TimeSpan.FromMilliseconds(50);

    /// <summary>The state of a file, to be taken before it is read; none when it was changed just now.</summary>
    public static FactStamp Of(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return _missing;
        var changed = file.LastWriteTimeUtc;
        // The disk lives by the time of the machine, whatever the clock of the store says.
        return (TimeProvider.System.GetUtcNow().UtcDateTime - changed).Duration() < _unsure ? default : new(file.Length, changed.Ticks);
    }
}
