using System.Collections.Concurrent;
using System.Text.Json;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>Experiments in plain files below a root folder, in the format that the Python SDK shares.</summary>
public sealed partial class LocalExperimentStore : IExperimentStore
{
    private readonly ConcurrentDictionary<ExperimentPath, bool> _durable = new();

    /// <param name="root">The root folder; it need not exist.</param>
    /// <param name="clock">What tells the time; the system's when absent.</param>
    public LocalExperimentStore(string root, TimeProvider? clock = null)
    {
        Root = Path.GetFullPath(root);
        Clock = clock ?? TimeProvider.System;
    }

    /// <summary>Full path of the root folder.</summary>
    public string Root { get; }

    /// <inheritdoc />
    public ExperimentMode Mode => ExperimentMode.Local;

    /// <inheritdoc />
    public string Location => Root;

    /// <inheritdoc />
    public ConcurrentQueue<string> Warnings { get; } = new();

    /// <inheritdoc />
    public TimeProvider Clock { get; }

    /// <inheritdoc />
    public string? FolderOf(ExperimentPath path) => Layout(path).Folder;

    /// <inheritdoc />
    public IRecordSink OpenSink(ExperimentPath path, RecordingOptions options) => new LocalRecordSink(Layout(path), options.Durable, Clock, () => SettleFiles(path));

    /// <summary>Whether what is written to an experiment goes to the disk itself: it was opened so here, and is not closed yet.</summary>
    internal bool IsDurable(ExperimentPath path) => _durable.ContainsKey(path);

    private LocalLayout Layout(ExperimentPath path) => new(Root, path);

    /// <summary>Reads what a line says; a broken line is skipped with a warning that names it.</summary>
    private T? ReadLine<T>(string path, LineReader lines, Span<byte> line, LineParser<T> parse)
        where T : class
    {
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            return null;
        try
        {
            return parse(line);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            Warnings.Enqueue($"A broken line of '{path}', the one that ends at byte {lines.Offset}, is skipped: {broken.Message}");
            return null;
        }
    }

    private delegate T? LineParser<out T>(Span<byte> line);
}
