using System.Collections;
using System.Collections.Specialized;
using System.Text;
using MlDash.Import.Exported;
using MlDash.Import.Importing;
using MlDash.Import.Reading;
using MlDash.Import.Sources.Mlflow;
using MlDash.Json;
using MlDash.Storage;

namespace MlDash.Import.Exporting;

/// <summary>
/// Exports experiments to a folder <c>mlruns</c>, as the file store of MLflow has it. What MLflow has no place for lies among the artifacts of the run.
/// </summary>
/// <param name="folder">Full path of the folder.</param>
/// <param name="overwrite">Whether an earlier export of a run is replaced.</param>
internal sealed class MlflowExport(string folder, bool overwrite)
{
    private const string Tags = "tags";

    private static readonly string[] _folders = ["params", "metrics", Tags, "artifacts"];

    private readonly MlflowMeta _meta = new(folder);

    /// <summary>Exports an experiment.</summary>
    public async Task<ExportedExperiment> WriteAsync(ExperimentStore store, ExperimentRecord record, CancellationToken cancellationToken)
    {
        var experiment = _meta.ExperimentOf(record.Path.Project);
        var id = IdOf(store, record);
        var target = Path.Combine(folder, experiment, id);
        var earlier = Earlier(target);
        ExportPlace.RefuseForFolder(target, MlflowMeta.File, record.Path, earlier is not null, overwrite);
        using var writing = new FolderTarget(folder, target, MlflowMeta.File, ExportMark.MlflowDocument);
        foreach (var part in _folders)
            Directory.CreateDirectory(Path.Combine(writing.Folder, part));
        var places = new FreePlaces(MlflowName.Segment);
        var document = places.Take(ExportMark.BesideMlflow, "experiment", ".json");
        var export = new RecordExport(store.Reader, record, writing.Folder, cancellationToken);
        var tables = new TableWriter(writing.Folder, isParquet: false, places, cancellationToken);
        var aside = new List<string>();
        var parameters = await store.Reader.ReadParametersAsync(record.Path, cancellationToken).ConfigureAwait(false);
        await WriteParametersAsync(writing.Folder, places, parameters, export, tables, aside).ConfigureAwait(false);
        await foreach (var metric in store.Reader.DescribeMetricsAsync(record.Path, null, cancellationToken).ConfigureAwait(false))
            await WriteMetricAsync(store.Reader, record, writing.Folder, places, metric, export, tables, aside, cancellationToken).ConfigureAwait(false);
        await export.WriteLogAsync(tables, ExportMark.BesideMlflow).ConfigureAwait(false);
        await export.WriteTracksAsync(tables, $"{ExportMark.BesideMlflow}/tracks").ConfigureAwait(false);
        await export.WriteFilesAsync(places, "artifacts").ConfigureAwait(false);
        WriteTags(writing.Folder, places, record);
        var meta = Path.Combine(writing.Folder, MlflowMeta.File);
        _meta.WriteRun(meta, experiment, id, record, record.Metadata?.Map("mlflow")?.Text("user_id") ?? string.Empty);
        export.Parts.Mlflow = MlflowState.Of(writing.Folder, YamlFile.Read(meta, _ => { })!).Note();
        ExportedDocument.Write(writing.Folder, document, ExportMark.Mlflow, record, export.Parts, store.Clock.GetUtcNow());
        _meta.WriteExperiment(experiment, record.Path.Project, store.Clock.GetUtcNow());
        writing.Publish(overwrite ? earlier : null);
        if (export.Logs > 0)
            aside.Add("The log.");
        if (export.TrackEntries > 0)
            aside.Add("The tracks.");
        return new ExportedExperiment
        {
            Prefix = record.Path.Value,
            Format = ExportFormat.Mlflow,
            Path = target,
            Points = export.Points,
            Logs = export.Logs,
            TrackEntries = export.TrackEntries,
            Parameters = parameters.Count,
            Files = export.Parts.Files.Count,
            KeptAside = [.. aside],
            LeftOut = [.. export.LeftOut],
        };
    }

    /// <summary>The id of the run: the one that it had in MLflow when it came from there, else always the same for the same experiment.</summary>
    private static string IdOf(ExperimentStore store, ExperimentRecord record) =>
        ImportedDocument.IdOf(record.Metadata, ImportFormat.Mlflow) is { Length: 32 } own && own.All(char.IsAsciiHexDigitLower)
            ? own
            : MlflowName.Digest(record.Id ?? $"{store.Location}\n{record.Path.Value}")[..32];

    /// <summary>The export that is there; null when there is none.</summary>
    private static ExportedDocument? Earlier(string target) =>
        ExportedDocument.Read(Path.Combine(target, ExportMark.MlflowDocument), ExportMark.Mlflow);

    private static async Task WriteParametersAsync(
        string root, FreePlaces places, OrderedDictionary parameters, RecordExport export, TableWriter tables, List<string> aside)
    {
        var (keys, isSame) = (new List<string>(), true);
        foreach (DictionaryEntry parameter in parameters)
        {
            var (name, text) = ((string)parameter.Key, parameter.Value as string ?? JsonText.Line(parameter.Value));
            keys.Add(Write(root, places, "params", name, text));
            isSame = isSame && keys[^1] == name && JsonText.Line(SourceText.Value(text.TrimEnd('\r', '\n'))) == JsonText.Line(parameter.Value);
        }

        if (isSame)
            return;
        await export.WriteParametersAsync(tables, ExportMark.BesideMlflow, parameters).ConfigureAwait(false);
        export.Parts.Parameters!["keys"] = keys.ToArray();
        aside.Add("Names of parameters that MLflow does not take, and values that are no texts or numbers.");
    }

    private static async Task WriteMetricAsync(
        IExperimentReader reader, ExperimentRecord record, string root, FreePlaces places, MetricInfo metric, RecordExport export, TableWriter tables,
        List<string> aside, CancellationToken cancellationToken)
    {
        var written = new MlflowMetric(metric, record.StartedAt);
        long count = 0, index = 0;
        await foreach (var point in reader.ReadMetricAsync(record.Path, metric.Name, new MetricQuery(), cancellationToken).ConfigureAwait(false))
        {
            written.Look(point);
            count++;
        }

        written.Place(root, places);
        var same = new MetricQuery { First = count };
        await foreach (var point in reader.ReadMetricAsync(record.Path, metric.Name, same, cancellationToken).ConfigureAwait(false))
            written.Write(point, index++);
        written.Finish();
        if (written.IsSame)
        {
            export.Note(metric, null, written);
            export.Points += count;
            return;
        }

        await export.WriteMetricAsync(tables, $"{ExportMark.BesideMlflow}/metrics", metric, written).ConfigureAwait(false);
        if (count > 0)
            aside.Add($"The points of the metric '{metric.Name}' as a whole: MLflow holds the numbers alone, each with a step and milliseconds.");
    }

    /// <summary>
    /// The note, the name, and the tags: those that came from MLflow as they were, and each word <c>name=value</c> or <c>name</c> that none of them says.
    /// </summary>
    private static void WriteTags(string root, FreePlaces places, ExperimentRecord record)
    {
        var tags = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DictionaryEntry tag in record.Metadata?.Map("mlflow")?.Map(Tags) ?? [])
        {
            if (tag.Value is string text)
                tags[tag.Key] = text;
        }

        tags[MlflowText.RunName] = MlflowMeta.NameOf(record);
        if (record.Description is { } note)
            tags[MlflowText.Note] = note;
        foreach (var word in record.Tags)
        {
            var parts = word.Split('=', 2);
            if (!tags.Contains(parts[0]))
                tags[parts[0]] = parts.Length > 1 ? parts[1] : string.Empty;
        }

        foreach (DictionaryEntry tag in tags)
            Write(root, places, Tags, (string)tag.Key, (string)tag.Value!);
    }

    /// <summary>Writes a small file.</summary>
    /// <returns>The name that MLflow knows it by.</returns>
    private static string Write(string root, FreePlaces places, string kind, string name, string text)
    {
        var place = places.Take(kind, name);
        var file = ExportedFiles.At(root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return place[(kind.Length + 1)..];
    }
}
