namespace MlDash.Watching;

/// <summary>Errors about programs.</summary>
internal static class ProgramErrors
{
    public static ConfigurationException NotStarted(ProgramStart start, string why, Exception? fault) => new(
        "ProgramNotStarted",
        $"The program '{start.FilePath}' could not be started in '{start.WorkingFolder ?? Environment.CurrentDirectory}': {why.TrimEnd('.')}.",
        "Check that it is a program for this system, that you may execute it, and that the folder exists.",
        fault)
    { Category = FaultCategory.ObjectNotFound, Target = start.FilePath };
}
