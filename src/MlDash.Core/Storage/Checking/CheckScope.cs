using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>What the parts of the check of one experiment share.</summary>
/// <param name="root">The root that paths in findings are below.</param>
/// <param name="layout">The experiment.</param>
/// <param name="clock">The clock that dates what a repair writes.</param>
/// <param name="counts">Counts what was looked at.</param>
/// <param name="cancellationToken">Ends the check.</param>
internal sealed class CheckScope(string root, LocalLayout layout, TimeProvider clock, StoreCheckCounts counts, CancellationToken cancellationToken)
{
    /// <summary>Longer than another tool needs between a line and its counter.</summary>
    private static readonly TimeSpan _inFlight = TimeSpan.FromMilliseconds(60);

    private readonly Aside _aside = new(layout, clock);

    /// <summary>The experiment.</summary>
    public LocalLayout Layout => layout;

    /// <summary>The clock that dates what a repair writes.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Counts what was looked at.</summary>
    public StoreCheckCounts Counts => counts;

    /// <summary>Ends the check.</summary>
    public CancellationToken CancelToken => cancellationToken;

    /// <summary>Whether it is being recorded: then its last line may be torn and its counters behind.</summary>
    public bool IsLive { get; set; }

    /// <summary>Its seal; null when it has none that can be read.</summary>
    public ExperimentSeal? Seal { get; set; }

    /// <summary>Makes a finding.</summary>
    /// <param name="severity">How much it matters.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="line">The line.</param>
    public StoreFinding Find(FindingSeverity severity, string kind, string path, string message, long? line = null) => new()
    {
        Severity = severity,
        Kind = kind,
        Experiment = layout.Path.Value,
        Item = Name(path),
        Line = line,
        Message = message,
        Root = root,
    };

    /// <summary>A finding that can be repaired.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="repair">What the repair does.</param>
    /// <param name="work">Does it; returns the full path of what was moved.</param>
    public StoreFinding Mendable(StoreFinding finding, string repair, Func<Aside, string?> work) => new(finding)
    {
        Repair = repair,
        RepairWork = () => work(_aside) is { } moved ? Name(moved) : null,
    };

    /// <summary>A finding whose repair moves the file aside.</summary>
    public StoreFinding Movable(StoreFinding finding, string path) => Mendable(finding, "Move it aside", aside => aside.Move(path));

    /// <summary>Takes a lock of the experiment for a repair.</summary>
    public FileLock Lock(string path) => FileLock.Take(path, clock, cancellationToken);

    /// <summary>Whether somebody is writing one of these files at this moment: what does not agree then may agree in a moment.</summary>
    public bool AreChanging(params string[] paths)
    {
        var before = Array.ConvertAll(paths, Stamp);
        // Who writes lives by the time of the machine.
        cancellationToken.WaitHandle.WaitOne(_inFlight);
        return !before.SequenceEqual(paths.Select(Stamp));
    }

    private static (long Length, DateTime Written) Stamp(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : (-1, default);

    private string Name(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
