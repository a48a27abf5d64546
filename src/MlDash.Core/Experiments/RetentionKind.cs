namespace MlDash;

/// <summary>What a rule of retention removes.</summary>
public enum RetentionKind
{
    /// <summary>An experiment with all it holds.</summary>
    Experiment,

    /// <summary>A file of an experiment that stays.</summary>
    File,

    /// <summary>Points of a metric of an experiment that stays.</summary>
    Points,
}
