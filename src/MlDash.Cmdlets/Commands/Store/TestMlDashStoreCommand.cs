using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage.Checking;

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
            foreach (var root in RootsToCheck())
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

    private string[] RootsToCheck()
    {
        var roots = Stores.RootsToRead(SessionState, Root);
        var missing = roots.FirstOrDefault(root => !Directory.Exists(root));
        return roots.Length > 0 && missing is null
            ? roots
            : throw new StorageException(
                "RootNotFound",
                missing is null ? "There is no root 'experiments' or '.dash' here." : $"The folder '{missing}' does not exist.",
                "Give the folder that contains the experiments with -Root.")
            { Category = FaultCategory.ObjectNotFound };
    }
}
