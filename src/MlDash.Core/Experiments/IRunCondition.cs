namespace MlDash.Experiments;

/// <summary>A condition on facts of experiments.</summary>
public interface IRunCondition
{
    /// <summary>As it is written, for those who ask it elsewhere.</summary>
    string Text { get; }

    /// <summary>Whether records alone decide it, so that parameters and metrics need not be read.</summary>
    bool IsOfRecords { get; }

    /// <summary>Whether an experiment fits.</summary>
    bool Holds(RunFacts run);

    /// <summary>Whether an experiment may fit as far as its record tells, whatever parameters and metrics it has.</summary>
    bool MayHold(ExperimentRecord experiment);
}
