using System.Globalization;
using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Http;

namespace MlDash.Server.Series;

/// <summary>What is asked of the fields of many experiments, within bounds.</summary>
internal sealed record SeriesRequest(
    IReadOnlyList<string> ExperimentIds, string XKey, IReadOnlyList<string> YKeys, bool Interpolates, int Bins, IReadOnlyList<SeriesStatistic> Statistics)
{
    private const int MostExperiments = 100;
    private const int MostKeys = 20;
    private const int MostStatistics = 20;
    private const int MostBins = 1000;
    private const int UsualBins = 50;
    private const string Interpolate = "interpolate";
    private const string CommonSteps = "common_steps";
    private static readonly string[] _usual = ["MEAN", "STD", "PERCENTILE_25", "PERCENTILE_75"];

    /// <summary>What the alignment is called.</summary>
    public string Method => Interpolates ? Interpolate : CommonSteps;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ApiException">400 that names the member and what it should be.</exception>
    public static SeriesRequest Of(IReadOnlyDictionary<string, RawJson> given) => new(
        List(given, "experimentIds", MostExperiments) ?? throw Needed("experimentIds", "a list of ids"),
        given.RequiredText("xKey"),
        List(given, "yKeys", MostKeys) ?? throw Needed("yKeys", "a list of field names"),
        given.Text("alignmentMethod") switch
        {
            null or Interpolate => true,
            CommonSteps => false,
            var other => throw ApiException.Malformed($"'alignmentMethod' is {Interpolate} or {CommonSteps}; found '{other}'."),
        },
        BinsOf(given),
        [.. (List(given, "statistics", MostStatistics) ?? [.. _usual]).Select(SeriesStatistic.Parse).DistinctBy(s => s.Name)]);

    private static List<string>? List(IReadOnlyDictionary<string, RawJson> given, string name, int most)
    {
        // Ids may come as numbers.
        if (given.Texts(name)?.Distinct(StringComparer.Ordinal).ToList() is not { } items)
            return null;
        return items.Count > 0 && items.Count <= most && items.TrueForAll(i => i.Length > 0) ? items
            : throw ApiException.Malformed($"'{name}' holds 1 to {most} texts, none of them empty; found {items.Count}.");
    }

    private static int BinsOf(IReadOnlyDictionary<string, RawJson> given) => given.Given("bins") switch
    {
        null => UsualBins,
        { Kind: JsonValueKind.Number } number when number.AsNumber() is { } bins and >= 1 and <= MostBins && double.IsInteger(bins) => (int)bins,
        { } other => throw ApiException.Malformed(
            string.Create(CultureInfo.InvariantCulture, $"'bins' must be a whole number from 1 to {MostBins}; found {other}.")),
    };

    private static ApiException Needed(string name, string what) => ApiException.Malformed($"'{name}' is needed and holds {what}.");
}
