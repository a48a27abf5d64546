using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;

namespace MlDash.Server.Parameters;

/// <summary>Section 5 of the protocol: parameters.</summary>
internal static class ParameterEndpoints
{
    public static void MapParameters(this IEndpointRouteBuilder api)
    {
        var parameters = api.MapGroup(Routes.ParametersTemplate).WithTags("Parameters").RequireExperiment(ExperimentWrites.Content);
        parameters.MapPost("", MergeAsync);
        parameters.MapGet("", GetAsync);
    }

    /// <summary>Merges by key; one version step for every call.</summary>
    private static async Task<WireResult<ParametersWire>> MergeAsync(
        string id, HttpRequest request, StoreCollections stores, ServerSettings settings,
        Snowflake ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await request.ReadObjectAsync(settings.MaxBatchSize);
        var given = FlatObject.Flatten(body.Object("data") ?? throw ApiException.Malformed("'data' is needed and holds an object."));
        var now = IsoTime.Format(clock.GetUtcNow());
        while (true)
        {
            var merged = await stores.Parameters.ChangeAsync(id, p => p with
            {
                Data = FlatObject.Merge(p.Data, given),
                Version = p.Version + 1,
                UpdatedAt = now,
            }, cancellationToken);
            if (merged is not null)
                return Wire.Ok(ToWire(merged));
            var first = new ParametersDocument(ids.Next(), id, FlatObject.Write(given), 1, now, now);
            if (await stores.Parameters.InsertAsync(first, cancellationToken))
                return Wire.Ok(ToWire(first));
        }
    }

    private static async Task<WireResult<ParametersWire>> GetAsync(string id, StoreCollections stores, CancellationToken cancellationToken) =>
        Wire.Ok(ToWire(await stores.Parameters.GetAsync(id, cancellationToken) ?? throw ApiException.NotFound("parameters set in this experiment")));

    private static ParametersWire ToWire(ParametersDocument p) => new(p.Id, p.ExperimentId, p.Data, p.Version, p.CreatedAt, p.UpdatedAt);
}
