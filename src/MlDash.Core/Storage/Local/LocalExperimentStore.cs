using System.Collections.Concurrent;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>Experiments in plain files below a root folder, in the format that the Python SDK shares: reads, records and changes them.</summary>
public sealed partial class LocalExperimentStore : IExperimentReader, IExperimentRecorder, IExperimentKeeper
{
    /// <summary>The folder that the Python SDK records to by itself.</summary>
    public const string RootOfSdk = ".dash";

    private readonly ConcurrentDictionary<ExperimentPath, bool> _durable = new();

    /// <param name="root">The root folder; it need not exist.</param>
    /// <param name="clock">What tells the time; the system's when absent.</param>
    public LocalExperimentStore(string root, TimeProvider? clock = null)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Clock = clock ?? TimeProvider.System;
    }

    /// <param name="root">The root folder; it need not exist.</param>
    /// <param name="clock">What tells the time.</param>
    /// <param name="warnings">What it skips is added here: the queue of the store that keeps its experiments in this one.</param>
    internal LocalExperimentStore(string root, TimeProvider clock, ConcurrentQueue<string> warnings)
        : this(root, clock)
    {
        Warnings = warnings;
    }

    /// <summary>Full path of the root folder.</summary>
    public string Root { get; }

    /// <inheritdoc />
    public ConcurrentQueue<string> Warnings { get; } = new();

    /// <summary>What tells the time of what is recorded, and of every wait.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The experiments of the folder as a store in local mode.</summary>
    public ExperimentStore ToStore() => new(this, this, this)
    {
        Mode = ExperimentMode.Local,
        Location = Root,
        Clock = Clock,
        FolderOf = FolderOf,
        Folders = new LocalFolderFiles(this),
        RecycleBin = RecycleBin,
    };

    /// <summary>Where removed experiments go.</summary>
    internal LocalRecycleBin RecycleBin => new(this);

    /// <summary>Full path of an experiment's folder, whether it exists or not.</summary>
    public string FolderOf(ExperimentPath path) => Layout(path).Folder;

    /// <summary>Whether what is written to an experiment goes to the disk itself: it was opened so here, and is not closed yet.</summary>
    internal bool IsDurable(ExperimentPath path) => _durable.ContainsKey(path);

    internal LocalLayout Layout(ExperimentPath path) => new(Root, path);

    /// <summary>Reads what a line says; a broken line is skipped with a warning that names it.</summary>
    private T? ReadLine<T>(string path, LineReader lines, Span<byte> line, LineParser<T> parse)
        where T : class
    {
        if (StoredLine.IsBlank(line))
            return null;
        try
        {
            return parse(line);
        }
        catch (Exception broken) when (StoredLine.IsBroken(broken))
        {
            Warn(path, broken.Message, lines.Offset);
            return null;
        }
    }

    private void Warn(string path, string fault, long end) =>
        Warnings.Enqueue($"A broken line of '{path}', the one that ends at byte {end}, is skipped: {fault}");

    private delegate T? LineParser<out T>(Span<byte> line);
}
