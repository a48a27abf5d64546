using System.Management.Automation;
using MlDash.Ci;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Returns what the CI system says of the job that runs here: GitHub Actions, Azure Pipelines, GitLab, Jenkins, TeamCity, Bitbucket Pipelines, CircleCI,
/// AppVeyor or Buildkite. Returns nothing elsewhere.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MlDashCIContext")]
[OutputType(typeof(CIContext))]
public sealed class GetMlDashCIContextCommand : MlDashCommand
{
    /// <inheritdoc />
    protected override void Process()
    {
        if (CIReader.Read() is { } context)
            WriteObject(context);
        else
            WriteVerbose("No CI system was detected, or the environment variable CI is false.");
    }
}
