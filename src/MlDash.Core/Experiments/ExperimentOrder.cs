namespace MlDash.Experiments;

/// <summary>In which order experiments are found.</summary>
public enum ExperimentOrder
{
    /// <summary>In the order of their paths, each as soon as it is read.</summary>
    Path,

    /// <summary>The one started last comes first.</summary>
    Newest,
}
