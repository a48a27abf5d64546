using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Deletes a project on a server with all its experiments. This cannot be undone.</summary>
[Cmdlet(VerbsCommon.Remove, "MlDashProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMlDashProjectCommand : ServerCommand
{
    /// <summary>Name of the project; <c>owner/name</c> for one of another owner.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Deletes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        try
        {
            var (owner, name) = ProjectName.Split(Name);
            var server = OpenServer();
            if (!IsUnasked(Force) && !ShouldProcess($"{Name} on {server.Location}", "Delete project and all its experiments"))
                return;
            var experiments = Await(server.DeleteProjectAsync(owner, name, CancelToken));
            WriteVerbose($"Deleted '{Name}' with {experiments:N0} experiments.");
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
