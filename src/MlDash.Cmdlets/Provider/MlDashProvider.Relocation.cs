using System.Management.Automation;
using MlDash.Cmdlets.Sessions;
using MlDash.Errors;

namespace MlDash.Cmdlets.Provider;

/// <content>What a drive does not do, and the commands that do it.</content>
public sealed partial class MlDashProvider
{
    /// <summary>
    /// The engine refuses a copy to another provider without asking this one, and says nothing of what to use. It does ask for parameters before; so it is
    /// said there. Nothing is looked up, because completion asks, too.
    /// </summary>
    protected override object? CopyItemDynamicParameters(string path, string destination, bool recurse)
    {
        if (!string.IsNullOrEmpty(destination) && !IsOfDrive(destination))
            WriteWarning(
                $"'{ScreenText.Line(DrivePath.Parse(path).Shown)}' cannot be copied to the file system with Copy-Item. Use Receive-MlDashFile for files, "
                + "Export-MlDashMetric and Export-MlDashTrack for metrics and tracks, Receive-MlDashExperiment for experiments of a server, and "
                + "Copy-MlDashExperiment for a copy in the same root.");
        return null;
    }

    /// <inheritdoc />
    protected override void CopyItem(string path, string copyPath, bool recurse) => Guard(() => throw Refused("NotCopied", "copied", Named(path) switch
    {
        ExperimentNode { Experiment: var experiment } => $"Use Copy-MlDashExperiment '{experiment}' -Destination <path>.",
        { Experiment: { } owner } node when DrivePath.SpeaksOfFiles(node.Path.ToString()) =>
            $"To the file system: Receive-MlDashFile <path> -Destination <folder> -Experiment '{owner}'. Inside the experiment: Copy-MlDashFile.",
        { Experiment: not null } => "Use Export-MlDashMetric or Export-MlDashTrack for a file, or Copy-MlDashExperiment for the whole experiment.",
        _ => "Copy its experiments one by one with Copy-MlDashExperiment.",
    }, path));

    /// <inheritdoc />
    protected override void RenameItem(string path, string newName) => Guard(() => throw Refused("NotRenamed", "renamed", InsteadOfMoving(path), path));

    /// <inheritdoc />
    protected override void MoveItem(string path, string destination) => Guard(() => throw Refused("NotMoved", "moved", InsteadOfMoving(path), path));

    /// <inheritdoc />
    protected override void NewItem(string path, string itemTypeName, object newItemValue) => Guard(() => throw Refused(
        "NotMade", "made", "Use Start-MlDashExperiment for an experiment, New-MlDashProject for a project, Save-MlDashFile for a file.", path));

    private string InsteadOfMoving(string path) => Named(path) switch
    {
        ExperimentNode { Experiment: var experiment } => $"Use Rename-MlDashExperiment '{experiment}' -NewName <name or path>.",
        { Experiment: { } owner } node when DrivePath.SpeaksOfFiles(node.Path.ToString()) =>
            $"Use Copy-MlDashFile and Remove-MlDashFile with -Experiment '{owner}'.",
        { Experiment: not null } => "What is recorded keeps its name.",
        _ => "Give its experiments other paths with Rename-MlDashExperiment.",
    };

    private bool IsOfDrive(string destination)
    {
        try
        {
            _ = SessionState.Path.GetUnresolvedProviderPathFromPSPath(destination, out var provider, out _);
            return provider.Name == ProviderInfo.Name;
        }
        catch (System.Management.Automation.DriveNotFoundException)
        {
            // The engine says so itself.
            return true;
        }
    }

    private static ExperimentException Refused(string errorId, string done, string advice, string path) => new(
        errorId, $"'{DrivePath.Parse(path).Shown}' cannot be {done} through a drive: apart from Remove-Item, drives only read.", advice)
    { Category = FaultCategory.InvalidOperation, Target = path };
}
