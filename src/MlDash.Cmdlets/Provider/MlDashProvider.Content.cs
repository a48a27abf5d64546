using System.Management.Automation.Provider;
using System.Management.Automation;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Provider;

/// <content>What <c>Get-Content</c> reads: entries of logs, points of metrics, parameters and entries of tracks as objects, files as lines, text or
/// bytes.</content>
public sealed partial class MlDashProvider : IContentCmdletProvider
{
    /// <inheritdoc />
    public IContentReader? GetContentReader(string path) => Guard(() => new ContentReader(ContentOf(Named(path))));

    /// <inheritdoc />
    public object? GetContentReaderDynamicParameters(string path) => DrivePath.SpeaksOfFiles(path) ? new FileContentParameters() : null;

    /// <inheritdoc />
    public IContentWriter? GetContentWriter(string path) => Guard<IContentWriter>(() => throw NotWritable(path));

    /// <inheritdoc />
    public object? GetContentWriterDynamicParameters(string path) => null;

    /// <summary>Set-Content clears first. It ignores this exception alone, and shows the error of the writer instead.</summary>
    public void ClearContent(string path) => throw new PSNotSupportedException(NotWritable(path).Message);

    /// <inheritdoc />
    public object? ClearContentDynamicParameters(string path) => null;

    private IEnumerable<object> ContentOf(DriveNode node) => node switch
    {
        DataNode<FileEntry> { Item: { } file } => FileContent.Of(file, DynamicParameters as FileContentParameters ?? new(), _stopping.Token),
        _ when node.ReadAsync(_stopping.Token) is { } content => AsyncBridge.Pump(content),
        _ => throw new ExperimentException(
            "NoContent",
            $"'{node.Path}' has no content; only a log, a metric, a parameter, a track or a file has.",
            "Run Get-ChildItem to list the items in it.")
        { Category = FaultCategory.InvalidOperation, Target = node.Path.ToString() },
    };

    private static ExperimentException NotWritable(string path) => new(
        "NotWritable",
        $"The content of '{path}' cannot be written: drives are read-only.",
        "Record to an open experiment with Write-MlDashLog, Set-MlDashParam, Add-MlDashMetric or Save-MlDashFile.")
    { Category = FaultCategory.InvalidOperation, Target = path };
}
