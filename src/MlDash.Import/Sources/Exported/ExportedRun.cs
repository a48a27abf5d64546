using MlDash.Import.Exported;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Exported;

/// <summary>An experiment that was exported to a folder with a table a stream.</summary>
/// <param name="root">The folder.</param>
/// <param name="tables">What it holds.</param>
internal sealed class ExportedRun(string root, ExportedTables tables) : SourceRun
{
    /// <inheritdoc />
    public override RunDetails Details { get; } =
        RunDetails.Of(tables.Document.Record, tables.Document.Id, root) with { Parameters = tables.Parameters };

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        tables.GiveRecords(sink, cancellationToken);
        foreach (var file in tables.Document.ReadFiles())
            sink.File(ExportedDocument.SourceOf(root, file));
    }
}
