namespace MlDash.Cmdlets.Base;

/// <summary>Experiments that are kept on this machine.</summary>
internal static class LocalCopy
{
    /// <summary>Refuses an experiment that only a server has.</summary>
    /// <exception cref="ExperimentException"><c>ExperimentNotLocal</c>.</exception>
    public static void Require(Experiment experiment)
    {
        if (experiment.Folder is null)
            throw new ExperimentException(
                "ExperimentNotLocal",
                $"Experiment '{experiment}' is not local; it is stored on {experiment.Root}.",
                "Give experiments that Get-MlDashExperiment finds without -Remote.")
            { Target = experiment.Prefix };
    }
}
