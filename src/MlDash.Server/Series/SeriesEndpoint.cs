using System.Diagnostics;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;

namespace MlDash.Server.Series;

/// <summary>Fields of metrics over many experiments, for charts that compare them.</summary>
internal static class SeriesEndpoint
{
    private const int LargestRequest = 1 << 20;

    // Each may hold some hundred MB while it computes; more of them wait.
    private static readonly SemaphoreSlim _atOnce = new(2);

    public static void MapSeries(this IEndpointRouteBuilder api) => api.MapPost("/experiments/aggregate/series", AggregateAsync).WithTags("Series")
        .WithEveryScope("It reads.");

    private static async Task<WireResult<SeriesAnswer>> AggregateAsync(
        HttpRequest request, Caller caller, NodeAccess nodes, SeriesReader reader, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var asked = SeriesRequest.Of(await request.ReadObjectAsync(LargestRequest));
        foreach (var id in asked.ExperimentIds)
            await nodes.RequireExperimentAsync(id, caller, Role.Viewer, cancellationToken);
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var result = await ComputeAsync(asked, reader, cancellationToken);
            return Wire.Ok(new SeriesAnswer("success", result, new SeriesComputation(Math.Round(Stopwatch.GetElapsedTime(begin).TotalMilliseconds, 1))));
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private static async Task<SeriesResult> ComputeAsync(SeriesRequest asked, SeriesReader reader, CancellationToken cancellationToken)
    {
        var sources = new List<IReadOnlyList<SeriesSource>>();
        foreach (var id in asked.ExperimentIds)
            sources.Add(await reader.SourcesAsync(id, asked, cancellationToken));
        var all = sources.SelectMany(s => s).ToList();
        var buckets = SeriesReader.BucketsOf(all, asked);
        var xKey = await reader.ResolveAsync(asked.XKey, all, cancellationToken);
        var curves = asked.YKeys.ToDictionary(key => key, _ => new List<Curve>());
        foreach (var experiment in sources)
        {
            // One curve an experiment and key, of the first metric by name that has it.
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (var source in experiment)
            {
                foreach (var (key, curve) in await reader.CurvesAsync(source, xKey, buckets, cancellationToken))
                {
                    if (found.Add(key))
                        curves[key].Add(curve);
                }
            }
        }
        var series = asked.YKeys.Where(key => curves[key].Count > 0).Select(key => SeriesOf(key, xKey, curves[key], asked)).ToList();
        return new SeriesResult(series, new SeriesCounts(asked.ExperimentIds.Count, curves.Values.SelectMany(c => c).Sum(c => c.Points)));
    }

    private static SeriesWire SeriesOf(string key, string xKey, List<Curve> curves, SeriesRequest asked)
    {
        var (places, interpolated) = (new List<double>(), 0L);
        var statistics = asked.Statistics.ToDictionary(s => s, _ => new List<double>());
        foreach (var place in SeriesAlignment.Places(curves, asked.Interpolates, asked.Bins))
        {
            var values = new List<double>(curves.Count);
            foreach (var curve in curves)
            {
                if (SeriesAlignment.ValueAt(curve, place, out var isBetween) is not { } value)
                    continue;
                values.Add(value);
                interpolated += isBetween ? 1 : 0;
            }
            // Between two curves that do not meet there is nothing to say.
            if (values.Count == 0)
                continue;
            double[] sorted = [.. values.Order()];
            places.Add(place);
            foreach (var statistic in asked.Statistics)
                statistics[statistic].Add(statistic.Of(sorted));
        }
        var data = statistics.ToDictionary(s => s.Key.Name, s => s.Value.ToArray());
        data["x"] = [.. places];
        return new SeriesWire(key, xKey, data, new SeriesAlignmentWire(asked.Method, places.Count, interpolated));
    }
}
