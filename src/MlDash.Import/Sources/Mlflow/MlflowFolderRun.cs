using System.Collections.Specialized;
using MlDash.Import.Exported;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>A run of MLflow's file store: a file a parameter, a tag and a metric; a <c>/</c> in a name is a folder.</summary>
/// <param name="folder">The folder of the run.</param>
/// <param name="id">Its id.</param>
/// <param name="project">The name of its experiment.</param>
/// <param name="meta">Its own file.</param>
/// <param name="exported">What lies beside it, when it is an experiment that was exported: the experiment and what MLflow does not hold of it.</param>
/// <param name="options">How to read it.</param>
internal sealed class MlflowFolderRun(
    string folder, string id, string project, OrderedDictionary meta, ExportedTables? exported, SourceOptions options) : SourceRun
{
    private static readonly string[] _known = ["metrics", "params", "tags", "artifacts"];

    private RunDetails? _details;
    private HashSet<string>? _places;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var inTables = new Dictionary<string, (ExportedSeries Metric, MlflowPart Part)>(StringComparer.Ordinal);
        foreach (var metric in exported?.Document.ReadMetrics().Where(metric => metric.Table is not null) ?? [])
        {
            foreach (var part in metric.Parts)
                inTables[part.Key] = (metric, part);
        }

        exported?.GiveRecords(sink, cancellationToken);
        foreach (var (name, file) in Each("metrics"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!inTables.TryGetValue(name, out var there))
                ReadMetric(name, file, 0, sink.Metric(name).Add, cancellationToken);
            else
                ReadMetric(name, file, there.Part.Lines, Later(sink, there.Metric, there.Part), cancellationToken);
        }

        foreach (var file in exported?.Document.ReadFiles() ?? [])
            sink.File(ExportedDocument.SourceOf(folder, file));
        foreach (var (name, file) in Each("artifacts").Where(artifact => !IsExported(artifact.Name)))
            sink.File(new SourceFile(name, () => SmallFile.Open(file), File.GetLastWriteTimeUtc(file)));
        if (MlflowText.Of(meta["artifact_uri"]) is { } place && !Directory.Exists(Path.Combine(folder, "artifacts"))
            && !place.EndsWith("/artifacts", StringComparison.Ordinal))
            sink.LeaveOut($"The artifacts, which are elsewhere: {place}");
        foreach (var other in SourceFolder.Folders(folder).Select(path => Path.GetFileName(path)).Except(_known).Where(HasFiles))
            sink.LeaveOut($"The folder '{other}': an experiment has nothing like it.");
    }

    /// <summary>Whether an artifact is one of the files of the experiment, which have more to say, or what lies beside the run.</summary>
    private bool IsExported(string artifact) => exported is not null
        && ($"artifacts/{artifact}".StartsWith($"{ExportMark.BesideMlflow}/", StringComparison.Ordinal) || Places.Contains($"artifacts/{artifact}"));

    private HashSet<string> Places => _places ??= exported!.Document.ReadFiles().Select(file => file.Place).ToHashSet(StringComparer.Ordinal);

    private bool HasFiles(string name) => SourceFolder.FilesBelow(Path.Combine(folder, name)).Any();

    private RunDetails ReadDetails()
    {
        var parameters = exported?.Parameters ?? new OrderedDictionary(StringComparer.Ordinal);
        var inTable = (exported?.Document.ParameterKeys ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, file) in Each("params").Where(parameter => !inTable.Contains(parameter.Name)))
            parameters[name] = SourceText.Value(SourceText.OfFile(file) ?? string.Empty);
        if (exported is not null)
        {
            var run = RunDetails.Of(exported.Document.Record, id, folder) with { Parameters = parameters };
            return exported.Document.MlflowState is { } noted
                ? MlflowState.Noted(noted).WithChanges(run, MlflowState.Of(folder, meta))
                : run;
        }

        var metadata = JsonValues.NewMap();
        foreach (var member in new[] { "user_id", "experiment_id", "source_name", "entry_point_name", "source_version", "artifact_uri" })
        {
            if (MlflowText.Of(meta[member]) is { Length: > 0 } text)
                metadata[member] = text;
        }

        var tags = Each("tags").Select(tag => KeyValuePair.Create(tag.Name, SourceText.OfFile(tag.File) ?? string.Empty)).ToList();
        return MlflowText.WithTags(
            new RunDetails
            {
                Id = id,
                Place = folder,
                Name = MlflowText.Of(meta["run_name"]) ?? string.Empty,
                Project = project,
                Status = MlflowText.Status(meta["status"]),
                StartedAt = SourceText.Milliseconds(meta["start_time"] as long?),
                EndedAt = SourceText.Milliseconds(meta["end_time"] as long?),
                Parameters = parameters,
                Metadata = metadata,
            },
            tags);
    }

    /// <summary>
    /// Takes the lines that MLflow has added to a metric whose points lie in a table. The numbers of a point with several come from several files, which grow
    /// on their own: they become metrics by the names that they have in MLflow, so that their order stays the same.
    /// </summary>
    private Action<long?, double, double?> Later(IRunSink sink, ExportedSeries metric, MlflowPart part)
    {
        IPointSink? points = null;
        if (metric.Parts.Count > 1 && exported!.Document.ReadMetrics().Any(other => other.Name == part.Key))
            return (_, _, _) => sink.LeaveOut($"What came since to the metric '{part.Key}': the experiment has another one of that name.");
        if (metric.Parts.Count > 1)
            return (step, value, time) => (points ??= sink.Metric(part.Key)).Add(step, value, time);
        if (part.Field == "value")
            return (step, value, time) => (points ??= sink.Metric(metric.Name)).Add(step, value, time);
        return (step, value, time) => (points ??= sink.Metric(metric.Name)).Add([new("step", step), new(part.Field, value)], time);
    }

    /// <summary>The lines of a metric: <c>milliseconds value [step]</c>, and more in newer versions. The last one may be half written.</summary>
    private void ReadMetric(string name, string file, long known, Action<long?, double, double?> add, CancellationToken cancellationToken)
    {
        using var lines = new SourceLines(SmallFile.Open(file));
        var damaged = 0L;
        while (lines.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known-- > 0)
                continue;
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2 || !long.TryParse(parts[0], out var time) || !SourceText.TryReal(parts[1], out var value))
                damaged++;
            else
                add(parts.Length > 2 && long.TryParse(parts[2], out var step) ? step : null, value, time / 1000.0);
        }

        if (damaged > 0)
            options.Warn($"{damaged} lines of the metric '{name}' in '{file}' are damaged and were not imported.");
    }

    private IEnumerable<(string Name, string File)> Each(string kind)
    {
        var root = Path.Combine(folder, kind);
        return SourceFolder.FilesBelow(root).Select(file => (SourceFolder.NameBelow(root, file), file));
    }
}
