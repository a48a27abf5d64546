using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Series;

namespace MlDash.Storage.Remote;

/// <content>Curves of metrics.</content>
public sealed partial class RemoteExperimentStore
{
    /// <summary>Servers refuse addresses that are much longer.</summary>
    private const int LongestAddress = 6_000;

    /// <summary>What stands for the time since the first point.</summary>
    private const string RelativeTime = "RelativeTime";

    /// <inheritdoc />
    public async Task<IReadOnlyList<MetricSeries>> ReadSeriesAsync(
        ExperimentPath path, string metric, SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Buckets, 1);
        var experiment = await ExperimentIdAsync(path, cancellationToken).ConfigureAwait(false);
        var address = Routes.Metric(experiment, metric, Routes.SeriesVerb);
        if (ParametersOf(query) is { } parameters && address.Length + parameters.Length <= LongestAddress
            && await IfAnsweredAsync(_server.TryGetBytesAsync(address + parameters, cancellationToken)).ConfigureAwait(false) is { } answer)
            return RemoteCurves.Read(_server.Address, answer);

        // A server that does not have this call, or no such metric.
        var points = ReadMetricAsync(path, metric, new(), cancellationToken);
        return await SeriesReduction.ReadAsync(
            await UnsummarizedPoints.ReadAsync(points, cancellationToken).ConfigureAwait(false), metric, query, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<IReadOnlyList<MetricSeries>>> ReadSeriesAsync(
        IReadOnlyList<MetricPath> metrics, SeriesQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Buckets, 1);
        var most = Math.Clamp(WireLimits.CurveBucketsOfAll / ((long)Math.Max(1, query.Fields.Count) * query.Buckets), 1, WireLimits.CurveMetrics);
        List<IReadOnlyList<MetricSeries>> all = [];
        foreach (var some in metrics.Chunk((int)most))
        {
            all.AddRange(
                await TryReadAsync(some, query, cancellationToken).ConfigureAwait(false)
                ?? await EachSeries.ReadAsync(this, some, query, cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>Curves of some metrics by one request; null when the server cannot answer it.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<MetricSeries>>?> TryReadAsync(
        MetricPath[] metrics, SeriesQuery query, CancellationToken cancellationToken)
    {
        if (metrics.Length == 1 || ParametersOf(query) is not { Length: <= LongestAddress } parameters)
            return null;
        var asked = new List<object?>(metrics.Length);
        foreach (var (path, metric) in metrics)
        {
            asked.Add(new OrderedDictionary
            {
                [WireMembers.ExperimentId] = await ExperimentIdAsync(path, cancellationToken).ConfigureAwait(false),
                [WireMembers.Name] = metric,
            });
        }

        var body = JsonText.Write(new OrderedDictionary { [WireMembers.Metrics] = asked });
        return await IfAnsweredAsync(_server.TryAskBytesAsync(Routes.Curves + parameters, body, cancellationToken)).ConfigureAwait(false) is { } answer
            ? RemoteCurves.ReadAll(_server.Address, answer, metrics.Length)
            : null;
    }

    /// <summary>The query as parameters; null when they cannot say it.</summary>
    private static string? ParametersOf(SeriesQuery query)
    {
        if (query.Buckets > WireLimits.CurveBuckets || query.Fields.Count > WireLimits.CurveFields || query.Fields.Contains(string.Empty))
            return null;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"?buckets={query.Buckets}"));
        if (query.X is { } x)
        {
            if (WordOf(x) is not { } word)
                return null;
            text.Append(CultureInfo.InvariantCulture, $"&x={Uri.EscapeDataString(word)}");
        }

        foreach (var (name, bound) in new[] { ("from", query.From), ("to", query.To), ("since", query.Since), ("until", query.Until) })
        {
            if (bound is not { } number)
                continue;
            if (!double.IsFinite(number))
                return null;
            text.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(number.ToString("R", CultureInfo.InvariantCulture))}");
        }

        foreach (var field in query.Fields)
            text.Append(CultureInfo.InvariantCulture, $"&field={Uri.EscapeDataString(field)}");
        return text.ToString();
    }

    /// <summary>What stands for x in a request; null when nothing does, as for a field whose name is one of the words.</summary>
    private static string? WordOf(SeriesX x) =>
        x == SeriesX.Index ? nameof(SeriesX.Index) : Array.Find([x.Field, RelativeTime], word => SeriesX.Of(word) == x);

    /// <summary>The answer; null when the server has no such call, or the answer would be more than it gives at once.</summary>
    private static async Task<T?> IfAnsweredAsync<T>(Task<T?> answer)
        where T : class
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (NetworkException refused) when (refused.ServerStatus is 405 or 413)
        {
            return null;
        }
    }
}
