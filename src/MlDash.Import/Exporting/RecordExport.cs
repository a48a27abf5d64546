using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Files;
using MlDash.Import.Exported;
using MlDash.Protocol;
using MlDash.Storage;

namespace MlDash.Import.Exporting;

/// <summary>Writes what one experiment holds as tables and files below a folder, and notes where they are.</summary>
/// <param name="reader">Reads the experiment.</param>
/// <param name="record">The experiment.</param>
/// <param name="root">Full path of the folder.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class RecordExport(IExperimentReader reader, ExperimentRecord record, string root, CancellationToken cancellationToken)
{
    /// <summary>Where everything is.</summary>
    public ExportedParts Parts { get; } = new();

    /// <summary>What could not be exported.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Points that were written.</summary>
    public long Points { get; set; }

    /// <summary>Log entries that were written.</summary>
    public long Logs { get; private set; }

    /// <summary>Entries of tracks that were written.</summary>
    public long TrackEntries { get; private set; }

    /// <summary>Writes the parameters.</summary>
    /// <param name="tables">Where to.</param>
    /// <param name="folder">The folder of the table.</param>
    /// <param name="parameters">The parameters.</param>
    public async Task WriteParametersAsync(TableWriter tables, string folder, OrderedDictionary parameters)
    {
        if (await tables.WriteAsync(folder, "params", [], Rows).ConfigureAwait(false) is { } table)
            Parts.Parameters = table.AddTo([]);

        async IAsyncEnumerable<ExportedRow> Rows()
        {
            await Task.CompletedTask.ConfigureAwait(false);
            foreach (System.Collections.DictionaryEntry parameter in parameters)
            {
                var kind = parameter.Value is "" ? CellKind.Text : ExportedCell.KindOf(parameter.Value);
                var (name, type) = ((string)parameter.Key, kind.ToString().ToLowerInvariant());
                yield return new ExportedRow([], ExportedCell.TextOf(kind, parameter.Value) is { Length: > 0 } text
                    ? new FieldSet(["name", "type", "value"], [name, type, text])
                    : new FieldSet(["name", "type"], [name, type]));
            }
        }
    }

    /// <summary>Writes the log.</summary>
    /// <param name="tables">Where to.</param>
    /// <param name="folder">The folder of the table.</param>
    public async Task WriteLogAsync(TableWriter tables, string folder)
    {
        if (await tables.WriteAsync(folder, "log", ExportedTable.LogLead, Rows).ConfigureAwait(false) is not { } table)
            return;
        Parts.Log = table.AddTo([]);
        Logs = table.Rows;

        async IAsyncEnumerable<ExportedRow> Rows()
        {
            await foreach (var entry in reader.ReadLogsAsync(record.Path, new LogQuery(), cancellationToken).ConfigureAwait(false))
            {
                var (names, values) = (new List<string>(), new List<object?>());
                if (entry.Message.Length > 0)
                    (names, values) = (["message"], [entry.Message]);
                if (entry.Metadata is { Count: > 0 })
                {
                    names.Add("metadata");
                    values.Add(entry.Metadata);
                }

                yield return new ExportedRow([IsoTime.Format(entry.Timestamp), entry.Level.ToWord()], new FieldSet([.. names], [.. values]));
            }
        }
    }

    /// <summary>Writes the points of a metric, and notes it.</summary>
    /// <param name="tables">Where to.</param>
    /// <param name="folder">The folder of the table.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="mlflow">The metrics of MLflow that have its numbers, too; null when there are none.</param>
    public async Task WriteMetricAsync(TableWriter tables, string folder, MetricInfo metric, MlflowMetric? mlflow)
    {
        var table = await tables.WriteAsync(folder, metric.Name, ExportedTable.PointLead, Rows).ConfigureAwait(false);
        Note(metric, table, mlflow);
        Points += table?.Rows ?? 0;

        async IAsyncEnumerable<ExportedRow> Rows()
        {
            long index = 0;
            await foreach (var point in reader.ReadMetricAsync(record.Path, metric.Name, new MetricQuery(), cancellationToken).ConfigureAwait(false))
                yield return new ExportedRow([index++, point.CreatedAt is { } time ? IsoTime.Format(time) : null], point.Fields);
        }
    }

    /// <summary>Notes a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="table">Its points; null where they lie elsewhere.</param>
    /// <param name="mlflow">The metrics of MLflow that have its numbers; null when there are none.</param>
    public void Note(MetricInfo metric, ExportedTable? table, MlflowMetric? mlflow)
    {
        var document = Described(metric.Name, metric.Description, metric.Tags, metric.Metadata);
        if (mlflow is { Keys.Count: > 0 })
        {
            document["keys"] = mlflow.Keys.ToArray();
            document["fields"] = mlflow.Fields.ToArray();
            document["lines"] = mlflow.Lines.Select(object? (count) => count).ToArray();
        }

        Parts.Metrics.Add(table is null ? document : table.AddTo(document));
    }

    /// <summary>Writes the entries of all tracks.</summary>
    /// <param name="tables">Where to.</param>
    /// <param name="folder">The folder of the tables.</param>
    public async Task WriteTracksAsync(TableWriter tables, string folder)
    {
        await foreach (var track in reader.DescribeTracksAsync(record.Path, null, cancellationToken).ConfigureAwait(false))
        {
            var document = Described(track.Topic, track.Description, track.Tags, track.Metadata);
            var table = await tables.WriteAsync(folder, track.Topic, ExportedTable.TrackLead, () => Rows(track.Topic, cancellationToken))
                .ConfigureAwait(false);
            Parts.Tracks.Add(table is null ? document : table.AddTo(document));
            TrackEntries += table?.Rows ?? 0;
        }

        async IAsyncEnumerable<ExportedRow> Rows(string topic, [EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var entry in reader.ReadTrackAsync(record.Path, topic, new TrackQuery(), token).ConfigureAwait(false))
                yield return new ExportedRow([entry.Timestamp], entry.Fields);
        }
    }

    /// <summary>Copies the files. One whose bytes are missing or damaged is left out.</summary>
    /// <param name="places">The places below the folder.</param>
    /// <param name="folder">The folder of the files.</param>
    public async Task WriteFilesAsync(FreePlaces places, string folder)
    {
        await foreach (var file in reader.FindFilesAsync(record.Path, new FileQuery(), cancellationToken).ConfigureAwait(false))
        {
            var place = places.Take(folder, file.Path);
            var target = ExportedFiles.At(root, place);
            try
            {
                var checksum = await CopyAsync(file, target).ConfigureAwait(false);
                Parts.Files.Add(new OrderedDictionary
                {
                    ["path"] = file.Path,
                    ["place"] = place,
                    ["sha256"] = checksum,
                    ["contentType"] = file.ContentType,
                    ["description"] = file.Description,
                    ["tags"] = file.Tags,
                    ["bindrs"] = file.Bindrs,
                    ["metadata"] = file.Metadata,
                });
            }
            catch (MlDashException fault) when (StoredFile.IsLost(fault))
            {
                DiskChanges.Delete(target);
                LeftOut.Add(StoredFile.LeftOut(file, fault));
            }
        }
    }

    private async Task<string> CopyAsync(FileEntry file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string checksum;
        DateTime? modified;
        await using (var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            (checksum, modified) = await StoredFile.CopyAsync(reader, file, copy, cancellationToken).ConfigureAwait(false);
        if (modified is { } time)
            File.SetLastWriteTimeUtc(target, time);
        return checksum;
    }

    private static OrderedDictionary Described(string name, string? description, string[] tags, OrderedDictionary? metadata)
    {
        var document = new OrderedDictionary { ["name"] = name };
        if (description is not null)
            document["description"] = description;
        if (tags.Length > 0)
            document["tags"] = tags;
        if (metadata is { Count: > 0 })
            document["metadata"] = metadata;
        return document;
    }
}
