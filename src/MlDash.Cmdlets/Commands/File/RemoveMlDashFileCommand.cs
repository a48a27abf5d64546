using System.Management.Automation;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Commands;

/// <summary>Removes files from an experiment: they are listed no more, their bytes stay until the experiment is removed.</summary>
[Cmdlet(VerbsCommon.Remove, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveMlDashFileCommand : ChangingFilesCommand
{
    /// <inheritdoc />
    protected override void Process() => ForEachFile(file =>
    {
        if (ShouldProcess($"{file.Path} in {Target}", "Remove file"))
            Await(Target.Files.DeleteAsync(file, CancelToken));
    });
}
