using System.Text.Json.Serialization;

namespace MlDash.Server.Documents;

/// <summary>What an experiment's record says beyond its node.</summary>
internal sealed record ExperimentState(
    string Status, string StartedAt, string? EndedAt, string? Error, bool WriteProtected, IReadOnlyList<string> Bindrs)
{
    /// <summary>Whether the open of the current run set the protection: that run records on.</summary>
    public bool OpenedProtected { get; init; }

    /// <summary>When an open one gave its last sign of life, filled in for an answer; never stored here.</summary>
    [JsonIgnore]
    public string? LastSeen { get; init; }
}

/// <summary>The states of an experiment.</summary>
internal static class RunStatus
{
    public const string Running = "RUNNING";

    /// <summary>Said to be running, but silent. Derived, never stored, and never given.</summary>
    public const string Lost = "LOST";

    public static bool IsKnown(string status) => status is Running or "COMPLETED" or "FAILED" or "CANCELLED" or "ARCHIVED";
}
