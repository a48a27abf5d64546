using System.Collections;
using System.Text;
using MlDash.Import.Exporting;
using MlDash.Import.Importing;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Storage.Local;

namespace MlDash.Import.Tests.Support;

/// <summary>Everything that experiments hold, as one text, so that two of them can be compared.</summary>
internal static class Contents
{
    /// <summary>Exports an experiment.</summary>
    public static async Task<ExportedExperiment> ExportAsync(
        LocalExperimentStore store, string prefix, ExportFormat format, string target, bool overwrite = false)
    {
        var record = await store.GetAsync(ExperimentPath.Recorded(prefix), CancellationToken.None);
        return Assert.Single(await new ExperimentExport(format, target, overwrite).WriteAsync([(store.ToStore(), record!)], null, CancellationToken.None));
    }

    /// <summary>Imports everything of a path into a folder.</summary>
    public static async Task<List<ImportedExperiment>> ImportAsync(LocalExperimentStore into, string path, CancellationToken cancellationToken = default)
    {
        var import = new ExperimentImport(into);
        var imported = new List<ImportedExperiment>();
        foreach (var found in import.Find(path, cancellationToken))
            imported.Add(await import.ImportAsync(found, cancellationToken));
        return imported;
    }

    /// <summary>All that an experiment holds. Where it was imported from is left out, and when what it holds was written here.</summary>
    public static async Task<string> OfAsync(LocalExperimentStore store, string prefix)
    {
        var path = ExperimentPath.Recorded(prefix);
        var record = (await store.GetAsync(path, CancellationToken.None))!;
        var text = new StringBuilder();
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry member in record.Metadata ?? [])
        {
            if ((string)member.Key != "import")
                metadata[(string)member.Key] = JsonText.Line(member.Value);
        }

        Line("experiment", record.Path, record.Project, record.Name, record.Status, record.Description, record.Error);
        Line("times", Time(record.CreatedAt), Time(record.StartedAt), Time(record.EndedAt));
        Line("words", string.Join('|', record.Tags), string.Join('|', record.Bindrs), string.Join('|', metadata));
        Line("runs", string.Join('|', record.Runs.Select(run => $"{run} {Time(run.StartedAt)} {Time(run.EndedAt)}")));
        var parameters = await store.ReadParametersAsync(path, CancellationToken.None);
        foreach (var parameter in parameters.Cast<DictionaryEntry>().OrderBy(parameter => (string)parameter.Key, StringComparer.Ordinal))
            Line("parameter", parameter.Key, JsonText.Line(parameter.Value));
        await foreach (var metric in store.DescribeMetricsAsync(path, null, CancellationToken.None))
        {
            Line("metric", metric.Name, metric.TotalPoints, metric.Description, string.Join('|', metric.Tags), JsonText.Line(metric.Metadata));
            await foreach (var point in store.ReadMetricAsync(path, metric.Name, new MetricQuery(), CancellationToken.None))
                Line("point", point.Index, Fields(point.Fields), Time(point.CreatedAt));
        }

        await foreach (var entry in store.ReadLogsAsync(path, new LogQuery(), CancellationToken.None))
            Line("log", entry.SequenceNumber, Time(entry.Timestamp), entry.Level, JsonText.Line(entry.Message), JsonText.Line(entry.Metadata));
        await foreach (var track in store.DescribeTracksAsync(path, null, CancellationToken.None))
        {
            Line("track", track.Topic, track.TotalEntries, track.Description, JsonText.Line(track.Metadata));
            await foreach (var entry in store.ReadTrackAsync(path, track.Topic, new TrackQuery(), CancellationToken.None))
                Line("entry", JsonText.Line(entry.Timestamp), Fields(entry.Fields));
        }

        await foreach (var file in store.FindFilesAsync(path, new FileQuery(), CancellationToken.None))
            Line("file", file.Path, file.Length, file.Checksum, file.ContentType, file.Description, string.Join('|', file.Tags), JsonText.Line(file.Metadata));
        return text.ToString();

        void Line(params object?[] parts) => text.AppendJoin(" ; ", parts).Append('\n');
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? IsoTime.Format(known) : "-";

    private static string Fields(FieldSet fields) =>
        string.Join(", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={JsonText.Line(field.Value)}"));
}
