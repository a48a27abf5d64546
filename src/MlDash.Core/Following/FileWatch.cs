using System.Diagnostics.CodeAnalysis;

namespace MlDash.Following;

/// <summary>
/// Follows files that a program writes, and records their rows as points while they come. What stands in a file before is not taken. No fault of a file is ever
/// a reason that the program or the experiment fails.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its end is EndAsync, which reads what is left.")]
public sealed class FileWatch
{
    /// <summary>More files are not followed.</summary>
    public const int MostFiles = 1000;

    /// <summary>Files that have a warning of their own; the others are counted.</summary>
    private const int MostWarnings = 10;

    /// <summary>A walk through many folders takes no more than a small part of the time.</summary>
    private const int WalkShare = 20;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(250);

    private readonly Experiment _experiment;
    private readonly IReadOnlyList<FileGlob> _globs;
    private readonly FollowedNames _names;
    private readonly string? _ownFolder;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly AppendClock _times = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FollowedFile> _followed = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;
    private Exception? _fault;
    private TimeSpan _walkPause;
    private long _walkedAt;

    private FileWatch(Experiment experiment, IReadOnlyList<FileGlob> globs, string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_experiment, _globs, _folder, _clock) = (experiment, globs, folder, clock);
        _names = new FollowedNames(globs, folder);
        _ownFolder = RootOf(experiment);
        Find(isBefore: true, cancellationToken);
        _loop = Task.Run(FollowAsync, CancellationToken.None);
    }

    /// <summary>What could not be read or recorded, a sentence each.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            var troubled = _followed.FindAll(file => file.Fault is not null || file.Damaged > 0);
            foreach (var file in troubled.Take(MostWarnings))
            {
                var name = Path.GetRelativePath(_folder, file.Path);
                if (file.Fault is { } why)
                    yield return $"Not all of '{name}' was read: {why}";
                if (file.Damaged > 0)
                    yield return $"'{name}' has {file.Damaged} damaged {(file.Damaged == 1 ? "row, which was" : "rows, which were")} left out.";
            }

            if (troubled.Count > MostWarnings)
                yield return $"{troubled.Count - MostWarnings} other files could not be read in full either.";
            if (_followed.Count == MostFiles)
                yield return $"Only {MostFiles} files are followed. Give a narrower pattern.";
            if (_fault is not null)
                yield return $"Not all rows of the files were recorded: {_fault.Message}";
        }
    }

    /// <summary>Notes what is in the files now, and follows them from there.</summary>
    /// <param name="experiment">The experiment that rows are recorded in.</param>
    /// <param name="patterns">Patterns for their paths. The end of the name says what is in a file.</param>
    /// <param name="folder">The folder that patterns begin at.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the first look through the folders.</param>
    /// <exception cref="ConfigurationException"><c>FileFormUnknown</c>, <c>IllegalPattern</c>.</exception>
    public static FileWatch Start(
        Experiment experiment, IReadOnlyList<string> patterns, string folder, TimeProvider clock, CancellationToken cancellationToken = default) =>
        new(experiment, [.. patterns.Select(pattern => Known(new FileGlob(pattern, folder)))], folder, clock, cancellationToken);

    /// <summary>Reads the files to their ends, and no further.</summary>
    /// <param name="cancellationToken">Ends it before.</param>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await Task.Run(() => ReadToEnd(cancellationToken), CancellationToken.None).ConfigureAwait(false);
        _ending.Dispose();
    }

    private static FileGlob Known(FileGlob glob) => FollowedForms.Of(glob.Name) is not null ? glob : throw new ConfigurationException(
        "FileFormUnknown",
        $"The name '{glob.Pattern}' does not say what is in the file.",
        "Files that can be followed are called *.csv, *.tsv, *.jsonl, *.ndjson or *tfevents*.")
    { Target = glob.Pattern };

    /// <summary>The root that the experiment is stored in: what is recorded is never read again as what a program wrote.</summary>
    private static string? RootOf(Experiment experiment)
    {
        var folder = experiment.Folder;
        foreach (var _ in experiment.Stored.Path.Segments)
            folder = Path.GetDirectoryName(folder);
        return folder is null ? null : Path.GetFullPath(folder);
    }

    private async Task FollowAsync()
    {
        try
        {
            for (var pause = _firstPause; _experiment.IsOpen; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
            {
                await Task.Delay(pause, _clock, _ending.Token).ConfigureAwait(false);
                Look(_ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is read by the end.
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    private void ReadToEnd(CancellationToken cancellationToken)
    {
        try
        {
            _walkPause = TimeSpan.Zero;
            Look(cancellationToken);
            foreach (var file in _followed)
                file.End();
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the rest any longer.
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    private void Look(CancellationToken cancellationToken)
    {
        if (_clock.GetElapsedTime(_walkedAt) >= _walkPause)
            Find(isBefore: false, cancellationToken);
        foreach (var file in _followed)
            file.Read(cancellationToken);
    }

    private void Find(bool isBefore, CancellationToken cancellationToken)
    {
        var begin = _clock.GetTimestamp();
        foreach (var glob in _globs)
        {
            foreach (var path in glob.Find(_ownFolder, cancellationToken))
            {
                if (_followed.Count < MostFiles && FollowedForms.Of(Path.GetFileName(path)) is { } form && _known.Add(path))
                    Follow(path, form, glob, isBefore);
            }
        }

        _walkedAt = _clock.GetTimestamp();
        _walkPause = _clock.GetElapsedTime(begin, _walkedAt) * WalkShare;
    }

    private void Follow(string path, FollowedForm form, FileGlob glob, bool isBefore)
    {
        var real = RealPath(path);
        if (real != path && !_known.Add(real))
            return;
        var metric = _names.Of(path, form, glob);
        var file = new FollowedFile(real, FollowedForms.Open(form, (folder, fields, seconds) => Record(FollowedNames.Of(metric, folder), fields, seconds)));
        if (isBefore)
            file.BeginAtEnd();
        _followed.Add(file);
    }

    /// <summary>What a link leads to; the path itself when it leads nowhere yet.</summary>
    private static string RealPath(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }

    private void Record(string metric, IReadOnlyList<KeyValuePair<string, object?>> fields, double? seconds)
    {
        if (!_experiment.IsOpen)
            return;
        try
        {
            _experiment.Metric(metric).Append(fields, _times, seconds);
        }
        catch (MlDashException fault)
        {
            _fault = fault;
        }
    }
}
