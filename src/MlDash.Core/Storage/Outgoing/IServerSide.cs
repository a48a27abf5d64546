namespace MlDash.Storage.Outgoing;

/// <summary>The server as a recording in the spool needs it: where its experiments lie there, how they stand there, and what changes them there.</summary>
internal interface IServerSide : IExperimentKeeper
{
    /// <inheritdoc cref="IExperimentRecorder.PlaceAsync"/>
    Task<ExperimentPath> PlaceAsync(ExperimentPath path, string? project, CancellationToken cancellationToken);

    /// <summary>Told that an experiment is recorded from here. While it is, its sender knows the ids that it has on the server.</summary>
    /// <param name="path">Its path on the server.</param>
    /// <param name="sender">What sends it.</param>
    /// <param name="kept">The experiment as it stands in the spool.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The experiment as it stands on the server, as far as that could be asked.</returns>
    Task<ExperimentRecord> BeginAsync(ExperimentPath path, ExperimentSender sender, ExperimentRecord kept, CancellationToken cancellationToken);

    /// <summary>Told that its recording has ended.</summary>
    void End(ExperimentPath path);
}
