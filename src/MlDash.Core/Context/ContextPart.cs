namespace MlDash;

/// <summary>What a start records about the surroundings of a run.</summary>
public enum ContextPart
{
    /// <summary>Nothing; it stands alone.</summary>
    None,

    /// <summary>The machine: system, PowerShell, .NET, cores, memory, graphics processors.</summary>
    Host,

    /// <summary>The Git work tree around the current folder: commit, branch, remote, and whether it was changed.</summary>
    Git,

    /// <summary>What the CI system says of the job.</summary>
    Ci,
}
