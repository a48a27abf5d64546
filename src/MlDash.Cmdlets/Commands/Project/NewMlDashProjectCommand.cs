using System.Management.Automation;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Commands;

/// <summary>Makes a project on a server. One that exists is kept as it is.</summary>
[Cmdlet(VerbsCommon.New, "MlDashProject", SupportsShouldProcess = true)]
[OutputType(typeof(Project))]
public sealed class NewMlDashProjectCommand : ServerCommand
{
    /// <summary>Name of the project; <c>owner/name</c> for one of another owner.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var (owner, name) = ProjectName.Split(Name);
        var server = OpenServer();
        if (!ShouldProcess($"{Name} on {server.Location}", "Create project"))
            return;
        Await(server.CreateProjectAsync(owner, name, Description, CancelToken));
        foreach (var project in Pump(server.ListProjectsAsync(owner, CancelToken)))
        {
            if (project.Name == name)
                WriteObject(project);
        }
    }
}
