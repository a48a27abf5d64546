using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>Digests of what an experiment holds, for those who compare it with a copy.</summary>
internal static class ReceiptEndpoint
{
    public static void MapReceipts(this IEndpointRouteBuilder api) =>
        api.MapGroup(Routes.ReceiptTemplate).WithTags("Runs").RequireExperiment(ExperimentWrites.Content).MapGet("", ReadAsync);

    private static async Task<IResult> ReadAsync(
        Target<NodeDocument> target, Caller caller, StoreCollections stores, DocumentReaders readers, WorkGates gates, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var project = await stores.Projects.GetAsync(target.Found.ProjectId, cancellationToken) ?? throw ApiException.NotFound("such experiment");
        var path = RecordShapes.PlaceOf(target.Found, project).ToPath();
        return new ReceiptResult(new ReceiptReading(readers.For(caller), path), path, gates, clock);
    }
}
