namespace MlDash.Experiments;

/// <summary>Errors about the state of an experiment that more than one place raises.</summary>
internal static class ExperimentErrors
{
    public static ExperimentException NotFound(ExperimentPath path) =>
        new("ExperimentNotFound", $"Experiment '{path}' was not found.", "Run Get-MlDashExperiment to list the experiments there are.")
        { Category = FaultCategory.ObjectNotFound, Target = path.Value };

    public static ExperimentException WriteProtected(ExperimentPath path) => new(
        "ExperimentWriteProtected",
        $"Experiment '{path}' is write-protected and does not accept changes.",
        "Remove the protection with Set-MlDashExperiment -WriteProtected:$false, or record to another prefix.")
    { Category = FaultCategory.PermissionDenied, Target = path.Value };

    public static ExperimentException Running(ExperimentPath path) => new(
        "ExperimentRunning",
        $"Experiment '{path}' is being recorded.",
        "Wait until it has ended, for example with Wait-MlDashExperiment, or complete it with Complete-MlDashExperiment where it was started.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException Stale(ExperimentPath path) => new(
        "Stale",
        $"Experiment '{path}' was changed since it was read, so it was left as it is.",
        "Read it again, then make the change.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException Exists(ExperimentPath path) => new(
        "ExperimentExists",
        $"There is an experiment or a folder '{path}' already.",
        "Choose another name, or remove what is there.")
    { Category = FaultCategory.ResourceExists, Target = path.Value };

    public static ExperimentException Inside(ExperimentPath path, string inner) => new(
        "ExperimentsInside",
        $"The experiment '{inner}' lies in the folder of '{path}'.",
        "Rename or remove the experiments inside first.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException Unsent(ExperimentPath path) => new(
        "ExperimentUnsent",
        $"The experiment '{path}' was recorded for a server that does not have all of it yet.",
        "Send the rest with Sync-MlDashExperiment first.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException NotSupported(ExperimentPath path, string what, string remedy) => new(
        "NotSupportedOnServer", $"The experiment '{path}' cannot be {what} on a server.", remedy)
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException Completed(ExperimentPath path, ExperimentStatus status) => new(
        "ExperimentCompleted",
        $"Experiment '{path}' is not open; it is {status.ToString().ToLowerInvariant()}.",
        "To continue it, run Start-MlDashExperiment with the same prefix.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };

    public static ExperimentException NotOpen(ExperimentPath path) => new(
        "ExperimentNotOpen",
        $"Experiment '{path}' is not open; it was opened for reading only.",
        "Run Start-MlDashExperiment with the same prefix, and record to the experiment that it returns.")
    { Category = FaultCategory.InvalidOperation, Target = path.Value };
}
