using System.Management.Automation;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Opens an experiment for recording and makes it the current one. An existing one is continued: given details replace existing ones, others stay.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "MlDashExperiment", SupportsShouldProcess = true, DefaultParameterSetName = ContinueSet)]
[OutputType(typeof(Experiment))]
public sealed class StartMlDashExperimentCommand : OpeningCommand
{
    private const string ContinueSet = "Continue";
    private const string NewSet = "New";
    private const string ResumeSet = "Resume";

    /// <summary>Whether the experiment must not exist yet.</summary>
    [Parameter(ParameterSetName = NewSet, Mandatory = true)]
    public SwitchParameter New { get; set; }

    /// <summary>Whether the experiment must exist already.</summary>
    [Parameter(ParameterSetName = ResumeSet, Mandatory = true)]
    public SwitchParameter Resume { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var path = ResolvePath();
        if (New || Resume)
            Require(Place(path));
        if (ShouldProcess(path.Value, "Start experiment"))
            WriteObject(Open(path));
    }

    private void Require(ExperimentPath path)
    {
        var exists = Await(Store.Reader.GetAsync(path, CancelToken)) is not null;
        if (New && exists)
            throw new ExperimentException("ExperimentExists", $"Experiment '{path}' already exists.", "Choose another prefix, or omit -New to continue it.")
            { Category = FaultCategory.ResourceExists, Target = path.Value };
        if (Resume && !exists)
            throw new ExperimentException(
                "ExperimentNotFound",
                $"Experiment '{path}' was not found and cannot be resumed.",
                "Check the prefix and the root, or omit -Resume to create it.")
            { Category = FaultCategory.ObjectNotFound, Target = path.Value };
    }
}
