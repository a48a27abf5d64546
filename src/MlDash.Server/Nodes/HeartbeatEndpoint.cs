using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Nodes;

/// <summary>Takes the signs of life of experiments to which nothing is recorded at the moment, an addition of ours.</summary>
internal static class HeartbeatEndpoint
{
    public static void MapHeartbeat(this IEndpointRouteBuilder api) =>
        api.MapGroup(Routes.HeartbeatTemplate).WithTags("Experiments").RequireExperiment(ExperimentWrites.Batches).MapPost("", NoteAsync);

    /// <summary>Notes that the process that records an open experiment is there. For one that has ended it does nothing.</summary>
    private static async Task<WireResult<HeartbeatWire>> NoteAsync(
        Target<NodeDocument> experiment, ExperimentSigns signs, CancellationToken cancellationToken)
    {
        await signs.NoteAsync(experiment.Found, isPromised: true, cancellationToken);
        var seen = (await signs.SeenAsync(experiment.Found, cancellationToken)).Run!;
        return Wire.Ok(new HeartbeatWire(seen.Status, seen.LastSeen));
    }
}
