namespace MlDash.Dashboard.Questions;

/// <summary>Errors for what a question names and nothing has.</summary>
internal static class Missing
{
    public static ExperimentException Experiment(ExperimentPath path) =>
        Of("ExperimentNotFound", $"Experiment '{path}' was not found.", "It may have been renamed or deleted. Reload the page.", path.Value);

    public static ExperimentException File(ExperimentPath path, string file) =>
        Of("FileNotFound", $"Experiment '{path}' has no file '{file}'.", "It may have been replaced or deleted. Reload the page.", file);

    public static ExperimentException Right() => new(
        "ReadOnly", "Nothing can be changed here.", "Show-MlDash shows a page that changes experiments with -Writable.")
    { Category = FaultCategory.PermissionDenied };

    private static ExperimentException Of(string errorId, string message, string action, string target) =>
        new(errorId, message, action) { Category = FaultCategory.ObjectNotFound, Target = target };
}
