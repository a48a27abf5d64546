using System.Globalization;
using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

/// <summary>Which curves of a metric a request asks for, within bounds.</summary>
internal static class CurveRequest
{
    /// <summary>Reads the query of a request.</summary>
    /// <exception cref="ApiException">400 that names the parameter and what it should be.</exception>
    public static SeriesQuery Of(IQueryCollection query) => new()
    {
        Fields = FieldsOf(query),
        X = query["x"].ToString() is { Length: > 0 } x ? SeriesX.Of(x) : null,
        From = Finite(query, "from"),
        To = Finite(query, "to"),
        Since = Finite(query, "since"),
        Until = Finite(query, "until"),
        Buckets = Query.Number(query, "buckets", SeriesQuery.UsualBuckets) is var buckets and >= 1 and <= WireLimits.CurveBuckets ? (int)buckets
            : throw ApiException.Malformed($"'buckets' must be a whole number from 1 to {WireLimits.CurveBuckets}; found '{query["buckets"]}'."),
    };

    /// <summary>Refuses what would be too much for one answer; else says how many buckets it may be.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="fields">The fields of the metric.</param>
    /// <param name="taken">Buckets of other metrics in the same answer.</param>
    /// <exception cref="ApiException">413 that says how much it is.</exception>
    public static long CheckSize(SeriesQuery query, FieldTable fields, long taken)
    {
        var count = query.Fields.Count > 0 ? query.Fields.Count : fields.Count - 1;
        if (count > WireLimits.CurveFields)
            throw TooLarge($"The metric has {count} fields with numbers; {WireLimits.CurveFields} are the most of one answer. Name some of them with 'field'.");
        var buckets = (long)count * query.Buckets;
        if (taken + buckets > WireLimits.CurveBucketsOfAll)
        {
            var others = taken == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {taken} of other metrics");
            throw TooLarge(string.Create(CultureInfo.InvariantCulture,
                $"{count} curves of {query.Buckets} buckets are {buckets}{others}; {WireLimits.CurveBucketsOfAll} are the most. ")
                + "Ask for fewer fields, buckets or metrics.");
        }
        return buckets;
    }

    private static string[] FieldsOf(IQueryCollection query)
    {
        string[] fields =
        [
            .. query["field"].OfType<string>().Concat(query["fields"].OfType<string>().SelectMany(list => list.Split(',')))
                .Where(field => field.Length > 0).Distinct(StringComparer.Ordinal),
        ];
        return fields.Length <= WireLimits.CurveFields ? fields
            : throw ApiException.Malformed($"{fields.Length} fields are named; {WireLimits.CurveFields} is the most. Ask in several requests.");
    }

    private static double? Finite(IQueryCollection query, string name) => Query.Real(query, name) is not { } number || double.IsFinite(number)
        ? Query.Real(query, name)
        : throw ApiException.Malformed($"'{name}' must be a finite number; found '{query[name]}'.");

    private static ApiException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge, message);
}
