namespace MlDash.Storage.Local;

/// <summary>What the status of an experiment is, when its runs and its document are looked at together.</summary>
internal static class StatusRules
{
    /// <summary>The status of an experiment: one that still says it runs has crashed when the process of no run can be alive.</summary>
    /// <param name="record">The experiment.</param>
    /// <param name="written">The status that its document has.</param>
    public static ExperimentStatus Of(ExperimentRecord record, ExperimentStatus written)
    {
        // A later open writes another status. Until then, runs that nobody closed do not count.
        if (written == ExperimentStatus.Archived)
            return written;
        if (record.Runs.Any(run => run.Status == ExperimentStatus.Running && RunLiveness.MayBeAlive(run)))
            return ExperimentStatus.Running;

        // Another tool has opened it since, and keeps no status: what we wrote is out of date.
        if (record is { UpdatedAt: { } updated, EndedAt: { } ended } && updated > ended)
            return ExperimentStatus.Unknown;
        return written == ExperimentStatus.Running ? ExperimentStatus.Crashed : written;
    }
}
