using System.Globalization;
using MlDash.Protocol;

namespace MlDash.Server.Http;

/// <summary>Reads query parameters, with errors that name them.</summary>
internal static class Query
{
    /// <summary>A whole number from 0.</summary>
    public static long Number(IQueryCollection query, string name, long otherwise) => query[name].ToString() switch
    {
        "" => otherwise,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw ApiException.Malformed($"'{name}' must be a whole number from 0; found '{text}'."),
    };

    /// <summary>A number as Python or JSON writes it; null when absent.</summary>
    public static double? Real(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        // As Python writes them.
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw ApiException.Malformed($"'{name}' must be a number; found '{text}'."),
    };

    /// <summary>An ISO-8601 time; null when absent.</summary>
    public static DateTimeOffset? Time(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when IsoTime.TryParse(text, out var time) => time,
        var text => throw ApiException.Malformed($"'{name}' must be an ISO-8601 time; found '{text}'."),
    };

    /// <summary>One of the given words, the first when absent.</summary>
    public static string OneOf(IQueryCollection query, string name, params string[] words) => query[name].ToString() switch
    {
        "" => words[0],
        var text when words.Contains(text) => text,
        var text => throw ApiException.Malformed($"'{name}' is {string.Join(" or ", words)}; found '{text}'."),
    };
}
