using System.Collections.Specialized;
using MlDash.Import.Runs;
using MlDash.Protocol;
using MlDash.Records;

namespace MlDash.Import.Exported;

/// <summary>The records of an exported experiment that lie in tables.</summary>
internal sealed class ExportedTables
{
    private readonly string _root;

    /// <param name="root">Full path of the folder of the export.</param>
    /// <param name="document">Its document.</param>
    /// <exception cref="InvalidDataException">The table of the parameters is damaged.</exception>
    public ExportedTables(string root, ExportedDocument document)
    {
        (_root, Document) = (root, document);
        Parameters = ReadParameters();
    }

    /// <summary>The document.</summary>
    public ExportedDocument Document { get; }

    /// <summary>The parameters, of the kinds that they had.</summary>
    public OrderedDictionary Parameters { get; }

    /// <summary>Gives metrics, log and tracks to an import.</summary>
    /// <exception cref="InvalidDataException">A table is damaged.</exception>
    public void GiveRecords(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (var metric in Document.ReadMetrics())
        {
            sink.Describe(RecordKind.Metric, metric.Name, metric.Description);
            if (metric.Table is { } table)
                GivePoints(sink.Metric(metric.Name), table, cancellationToken);
        }

        if (Document.LogTable is { } log)
            GiveLog(sink, log, cancellationToken);
        foreach (var track in Document.ReadTracks())
        {
            sink.Describe(RecordKind.Track, track.Name, track.Description);
            if (track.Table is { } table)
                GiveEntries(sink, track.Name, table, cancellationToken);
        }
    }

    private OrderedDictionary ReadParameters()
    {
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        if (Document.ParameterTable is not { } table)
            return parameters;
        foreach (var (_, cells) in new TableReader(_root, table, []).Read(CancellationToken.None))
        {
            if (cells["name"] is not string name || !Enum.TryParse<CellKind>(cells["type"] as string, ignoreCase: true, out var kind))
                throw new InvalidDataException($"A row of '{table.File}' has no name, or no type.");
            parameters[name] = ExportedCell.Read(kind, cells["value"] as string ?? string.Empty);
        }

        return parameters;
    }

    private void GivePoints(IPointSink sink, ExportedTable table, CancellationToken cancellationToken)
    {
        foreach (var (lead, fields) in new TableReader(_root, table, ExportedTable.PointLead).Read(cancellationToken))
            RecordedPoints.Give(sink, fields, IsoTime.Parse(lead[1]));
    }

    private void GiveLog(IRunSink sink, ExportedTable table, CancellationToken cancellationToken)
    {
        foreach (var (lead, fields) in new TableReader(_root, table, ExportedTable.LogLead).Read(cancellationToken))
        {
            sink.Log(
                IsoTime.Parse(lead[0]),
                Enum.TryParse<LogLevel>(lead[1] as string, ignoreCase: true, out var level) && Enum.IsDefined(level) ? level : LogLevel.Info,
                fields["message"] as string ?? string.Empty,
                fields["metadata"] as OrderedDictionary);
        }
    }

    private void GiveEntries(IRunSink sink, string topic, ExportedTable table, CancellationToken cancellationToken)
    {
        foreach (var (lead, fields) in new TableReader(_root, table, ExportedTable.TrackLead).Read(cancellationToken))
        {
            sink.Entry(
                topic,
                lead[0] switch
                {
                    double real => real,
                    long whole => whole,
                    _ => throw new InvalidDataException($"A row of '{table.File}' has no time."),
                },
                fields);
        }
    }
}
