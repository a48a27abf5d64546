using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Lists the experiments in the recycle bin of a root, the last removed first.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashRecycleBin")]
[OutputType(typeof(RecycledExperiment))]
public sealed class GetMlDashRecycleBinCommand : RecycleBinCommand
{
    /// <summary>The paths that the experiments had; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var (_, entry) in Find(Prefix))
            WriteObject(entry);
    }
}
