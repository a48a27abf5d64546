namespace MlDash.Experiments;

/// <summary>Errors about the state of an experiment that more than one place raises.</summary>
internal static class ExperimentErrors
{
    public static ExperimentException NotFound(ExperimentPath path) =>
        new("ExperimentNotFound", $"An experiment '{path}' was expected, found none.", "List what there is with Get-MlDashExperiment.") { Target = path.Value };

    public static ExperimentException WriteProtected(ExperimentPath path) => new(
        "ExperimentWriteProtected",
        $"The experiment '{path}' is write-protected; it takes no changes.",
        "Lift the protection with Set-MlDashExperiment -WriteProtected:$false, or record to another prefix.")
    { Target = path.Value };

    public static ExperimentException Completed(ExperimentPath path, ExperimentStatus status) => new(
        "ExperimentCompleted",
        $"An open experiment was expected, but '{path}' is {status.ToString().ToLowerInvariant()}.",
        "Go on with it by Start-MlDashExperiment and the same prefix.")
    { Target = path.Value };

    public static ExperimentException NotOpen(ExperimentPath path) => new(
        "ExperimentNotOpen",
        $"An open experiment was expected, but '{path}' was only read.",
        "Open it with Start-MlDashExperiment and the same prefix, and record to what that returns.")
    { Target = path.Value };
}
