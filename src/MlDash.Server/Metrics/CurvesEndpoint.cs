using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Metrics;

/// <summary>Curves of several metrics, of any experiments, by one request. What is asked of them is said as for one metric.</summary>
internal static class CurvesEndpoint
{
    private const int LargestRequest = 1 << 20;

    public static void MapCurves(this IEndpointRouteBuilder api) => api.MapPost(Routes.CurvesTemplate, ReadAsync).WithTags("Series")
        .WithEveryScope("It reads.");

    private static async Task<WireResult<CurvesWire>> ReadAsync(
        HttpRequest request, Caller caller, NodeAccess nodes, MetricPoints points, MetricCurves curves, WorkGates gates, CancellationToken cancellationToken)
    {
        var query = CurveRequest.Of(request.Query);
        var metrics = MetricsOf(await request.ReadObjectAsync(LargestRequest));
        foreach (var id in metrics.Select(metric => metric.Experiment).Distinct(StringComparer.Ordinal))
            await nodes.RequireExperimentAsync(id, caller, Role.Viewer, cancellationToken);
        using var place = await gates.WholeStreams.EnterAsync(cancellationToken);
        var (found, taken) = (new List<MetricCurvesWire>(metrics.Count), 0L);
        foreach (var (id, name) in metrics)
        {
            IReadOnlyList<MetricSeries> series = [];
            if (await points.FindAsync(id, name, cancellationToken) is { } metric)
            {
                var size = 0L;
                series = await curves.ReadAsync(metric, query, fields => size = CurveRequest.CheckSize(query, fields, taken), cancellationToken);
                taken += size;
            }
            found.Add(CurveShapes.ToWire(name, series));
        }
        return Wire.Ok(new CurvesWire(found));
    }

    private static List<(string Experiment, string Name)> MetricsOf(IReadOnlyDictionary<string, RawJson> given)
    {
        var metrics = given.Given("metrics") is { Kind: System.Text.Json.JsonValueKind.Array } list ? list.Items() : null;
        if (metrics is not { Count: > 0 and <= WireLimits.CurveMetrics })
        {
            throw ApiException.Malformed(
                $"'metrics' is needed and holds 1 to {WireLimits.CurveMetrics} objects with 'experimentId' and 'name'; found {metrics?.Count ?? 0}.");
        }
        return [.. metrics.Select(metric => metric.ToDictionary()).Select(metric => (metric.RequiredText("experimentId"), metric.RequiredText("name")))];
    }
}
