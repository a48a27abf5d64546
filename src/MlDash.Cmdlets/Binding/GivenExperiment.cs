namespace MlDash.Cmdlets.Binding;

/// <summary>What a command was given as an experiment.</summary>
internal static class GivenExperiment
{
    /// <summary>The experiment that an object is or leads to; null for one that was given as text.</summary>
    public static Experiment? ObjectOf(ExperimentReference? given) =>
        given as Experiment ?? (given is ExperimentLink link ? (Experiment)ExperimentLink.ExperimentOf(link) : null);
}
