namespace MlDash.Server.Documents;

/// <summary>
/// The last sign of life of an experiment that is open. It is no part of the experiment's node: there it would put the experiment in front of every list, and
/// every reader would take it for changed.
/// </summary>
/// <param name="ExperimentId">The experiment record.</param>
/// <param name="SeenAt">When something came for it last, by the clock of this server.</param>
/// <param name="IsPromised">Whether its client has said that signs come while the run is open: only then does silence mean anything.</param>
internal sealed record SignDocument(string ExperimentId, string SeenAt, bool IsPromised);
