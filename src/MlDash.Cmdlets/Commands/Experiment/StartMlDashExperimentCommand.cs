using System.Management.Automation;
using MlDash.Cmdlets.Base;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Opens an experiment for recording and makes it the current one. One that exists is continued: what is given replaces, what is not given stays.
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
        var exists = Await(Store.GetAsync(path, CancelToken)) is not null;
        if (New && exists)
            throw new ExperimentException("ExperimentExists", $"A new experiment was asked for, but '{path}' exists.", "Choose another prefix, or leave -New out to continue it.") { Target = path.Value };
        if (Resume && !exists)
            throw new ExperimentException("ExperimentNotFound", $"An experiment '{path}' to resume was expected, found none.", "Check the prefix and the root, or leave -Resume out to make it.") { Target = path.Value };
    }
}
