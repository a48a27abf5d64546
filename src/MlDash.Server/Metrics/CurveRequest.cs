using System.Globalization;
using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

/// <summary>Which curves of a metric a request asks for, within bounds.</summary>
internal static class CurveRequest
{
    /// <summary>The most buckets of one answer, over all its curves; bounds its memory.</summary>
    private const int MostOfAll = 200_000;

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

    /// <summary>Refuses what would be too much.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="fields">The fields of the metric.</param>
    /// <exception cref="ApiException">413 that says how much it is.</exception>
    public static void CheckSize(SeriesQuery query, FieldTable fields)
    {
        var count = query.Fields.Count > 0 ? query.Fields.Count : fields.Count - 1;
        if (count > WireLimits.CurveFields)
            throw TooLarge($"The metric has {count} fields with numbers; {WireLimits.CurveFields} are the most of one answer. Name some of them with 'field'.");
        if ((long)count * query.Buckets > MostOfAll)
        {
            throw TooLarge(string.Create(CultureInfo.InvariantCulture,
                $"{count} curves of {query.Buckets} buckets are {(long)count * query.Buckets}; {MostOfAll} are the most. Ask for fewer fields or buckets."));
        }
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
