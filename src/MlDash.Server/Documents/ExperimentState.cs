namespace MlDash.Server.Documents;

/// <summary>What an experiment's record says beyond its node.</summary>
internal sealed record ExperimentState(
    string Status, string StartedAt, string? EndedAt, string? Error, bool WriteProtected, IReadOnlyList<string> Bindrs)
{
    /// <summary>Whether the open of the current run set the protection: that run records on.</summary>
    public bool OpenedProtected { get; init; }
}

/// <summary>The states of an experiment.</summary>
internal static class RunStatus
{
    public const string Running = "RUNNING";

    public static bool IsKnown(string status) => status is Running or "COMPLETED" or "FAILED" or "CANCELLED" or "ARCHIVED";
}
