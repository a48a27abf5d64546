using System.Globalization;
using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

/// <summary>What a path below <c>metrics/</c> means: the verb is at the end, all before it is the name, '/' included.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Verb"><c>append</c>, <c>append-batch</c>, <c>data</c>, <c>stats</c>, <c>series</c> or <c>chunks</c>; empty when the path has none.</param>
/// <param name="Chunk">The number after <c>chunks/</c>.</param>
internal sealed record MetricTarget(string Name, string Verb, long Chunk = 0)
{
    // What the protocol calls a metric without a name.
    private const string Unnamed = "None";
    private const int SegmentsBefore = 4;

    public static MetricTarget OfRead(HttpContext context)
    {
        var segments = RawTarget.SegmentsAfter(context, SegmentsBefore);
        if (segments is [.. var named, Routes.DataVerb or Routes.StatsVerb or Routes.SeriesVerb] && named.Length > 0)
            return new(string.Join('/', named), segments[^1]);
        if (segments is [.. var chunked, Routes.ChunksVerb, var number] && chunked.Length > 0
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var chunk))
            return new(string.Join('/', chunked), Routes.ChunksVerb, chunk);
        throw new ApiException(StatusCodes.Status404NotFound, WireErrors.NotFound, "A metric is read with …/data, …/stats, …/series or …/chunks/{number}.");
    }

    /// <summary>
    /// The target of an append. A name that held '?' or '#' cut the path short: what is left of it is taken, since a refused request would be sent again
    /// forever.
    /// </summary>
    public static MetricTarget OfAppend(HttpContext context)
    {
        var segments = RawTarget.SegmentsAfter(context, SegmentsBefore);
        if (segments is [.. var named, Routes.AppendVerb or Routes.MetricBatchVerb])
            return new(NameOf(named), segments[^1]);
        // A '?' in the name: the rest of it and the verb came as the query.
        var query = context.Request.QueryString.Value ?? "";
        foreach (var verb in (string[])[Routes.MetricBatchVerb, Routes.AppendVerb])
        {
            if (query.EndsWith("/" + verb, StringComparison.Ordinal))
                return new(NameOf(segments) + Uri.UnescapeDataString(query[..^(verb.Length + 1)]), verb);
        }
        if (IsMistyped(segments))
        {
            throw new ApiException(StatusCodes.Status404NotFound, WireErrors.NotFound,
                "Points are appended with POST …/metrics/{name}/append or …/metrics/{name}/append-batch.");
        }
        // A '#' in the name: the rest never left the client.
        return new(NameOf(segments), Verb: "");
    }

    // No name ends in an empty segment, and what follows a name and looks like a verb is not part of it: 'append_batch' is how tracks spell it.
    private static bool IsMistyped(string[] segments) => segments switch
    {
        [.., ""] => true,
        [_, .., Routes.ChunksVerb, var number] => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        [.., var last] => last.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()
            is "APPEND" or "APPENDBATCH" || (segments.Length > 1 && last.ToUpperInvariant() is "DATA" or "STATS"),
        _ => false,
    };

    private static string NameOf(string[] segments) => string.Join('/', segments) is { Length: > 0 } name ? name : Unnamed;
}
