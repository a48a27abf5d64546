using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Checks all experiments of a root, also those whose own document is damaged or lost, or what waits to be sent to servers. With <c>-Repair</c> it repairs
/// what can be repaired.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MlDashStore", SupportsShouldProcess = true)]
[OutputType(typeof(StoreFinding), typeof(bool))]
public sealed class TestMlDashStoreCommand : MlDashCommand
{
    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter(Position = 0)]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Checks only experiments at this path and below it, such as those of a project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    public string? Prefix { get; set; }

    /// <summary>Checks what waits on this machine to be sent to servers; with <c>-Root</c> both.</summary>
    [Parameter]
    public SwitchParameter Spool { get; set; }

    /// <summary>Repairs what can be repaired. Nothing is deleted: what is in the way is moved aside, and the finding says where it is.</summary>
    [Parameter]
    public SwitchParameter Repair { get; set; }

    /// <summary>Returns only whether there is neither an error nor a warning that is not repaired.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var output = new FindingOutput(this, Watched(new CheckProgress(this)), Quiet, Repair ? ShouldProcess : null);
        var below = Prefix is null ? null : ExperimentPath.Recorded(Prefix);
        if (!Spool || Root is not null || Prefix is not null)
        {
            foreach (var root in RootsToCheck(below))
            {
                var check = new StoreCheck(root);
                output.Write(check.CheckAllAsync(below, CancelToken), check.Counts);
            }
        }

        if (Spool)
        {
            var check = new SpoolCheck();
            output.Write(check.CheckAsync(CancelToken), check.Counts);
        }

        output.End();
    }

    private string[] RootsToCheck(ExperimentPath? below)
    {
        var roots = Stores.RootsToRead(SessionState, Root);
        if (roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
            throw NotFound($"The folder '{missing}' does not exist.");
        if (roots.Length == 0)
            throw NotFound("There is no root 'experiments' or '.dash' here.");
        string[] withPrefix = below is null ? roots : [.. roots.Where(root => Directory.Exists(new LocalExperimentStore(root).FolderOf(below)))];
        return withPrefix.Length > 0 ? withPrefix : throw new ExperimentException(
            "ExperimentNotFound",
            $"There is nothing below '{below}' in {string.Join(" and ", roots)}.",
            "Run Get-MlDashExperiment to list the experiments there are.")
        { Category = FaultCategory.ObjectNotFound, Target = Prefix };
    }

    private static StorageException NotFound(string message) =>
        new("RootNotFound", message, "Give the folder that contains the experiments with -Root.") { Category = FaultCategory.ObjectNotFound };
}
