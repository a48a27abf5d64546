namespace MlDash;

/// <summary>Where an experiment is kept.</summary>
public enum ExperimentMode
{
    /// <summary>Plain files on this machine.</summary>
    Local,

    /// <summary>A server.</summary>
    Remote,

    /// <summary>Both; the local copy comes first.</summary>
    Hybrid,
}
