using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Series;

namespace MlDash.Experiments;

/// <summary>What tables, filters and lists show of an experiment: its record, its parameters, and of each metric what is known without its points.</summary>
public sealed class RunFacts
{
    /// <summary>The most characters of a text that are kept: facts of many experiments are in memory at once.</summary>
    public const int LongestText = 1000;

    /// <summary>The most parameters that are kept, the first ones.</summary>
    public const int MostParameters = 1000;

    private static readonly OrderedDictionary _noParameters = new OrderedDictionary(0).AsReadOnly();

    /// <summary>The experiment, without its metadata; description and error are cut as parameters are.</summary>
    public required ExperimentRecord Experiment { get; init; }

    /// <summary>
    /// All parameters, flat. A text is cut after <see cref="LongestText"/> characters; a list is its JSON as a text.
    /// </summary>
    public required OrderedDictionary Parameters { get; init; }

    /// <summary>The metrics by their names.</summary>
    public required IReadOnlyDictionary<string, MetricFacts> Metrics { get; init; }

    /// <summary>The <see cref="RunVersion"/> of its details, of which <see cref="Experiment"/> has the long ones cut.</summary>
    internal string DetailsVersion { get; init; } = string.Empty;

    /// <summary>What tells whoever read the parameters that nothing has changed since.</summary>
    internal FactStamp ParametersStamp { get; init; }

    /// <summary>The facts that the record of an experiment tells.</summary>
    internal static RunFacts OfRecord(ExperimentRecord experiment) => new()
    {
        Experiment = Cut(experiment),
        Parameters = _noParameters,
        Metrics = ReadOnlyDictionary<string, MetricFacts>.Empty,
    };

    /// <summary>Parameters as they are kept here.</summary>
    internal static OrderedDictionary Kept(IDictionary parameters)
    {
        var kept = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var parameter in parameters.Cast<DictionaryEntry>().Take(MostParameters))
            kept[parameter.Key] = Kept(parameter.Value);
        return kept;
    }

    /// <summary>The known facts again when nothing in them differs, so that callers can tell by the reference; else with what is new.</summary>
    /// <param name="experiment">The experiment, as it is read.</param>
    /// <param name="parameters">Its parameters as they are kept here, and their state.</param>
    /// <param name="metrics">Its metrics; those that have not changed are the known ones.</param>
    /// <param name="known">What was known of it.</param>
    internal static RunFacts Of(
        ExperimentRecord experiment, (OrderedDictionary Values, FactStamp Stamp) parameters, IReadOnlyDictionary<string, MetricFacts> metrics, RunFacts? known)
    {
        var kept = Cut(experiment);
        var isSame = known is not null && AreSame(known.Experiment, kept);
        // Thousands of experiments are looked at again and again, and few of them have texts that are cut.
        var details = isSame && IsShort(experiment.Description) && IsShort(experiment.Error) ? known!.DetailsVersion : RunVersion.OfDetails(experiment);
        return isSame && known!.DetailsVersion == details && known.ParametersStamp == parameters.Stamp
            && AreSame(known.Parameters, parameters.Values) && AreSame(known.Metrics, metrics)
            ? known
            : new()
            {
                Experiment = kept,
                DetailsVersion = details,
                Parameters = parameters.Values,
                ParametersStamp = parameters.Stamp,
                Metrics = metrics,
            };
    }

    /// <summary>The known facts of an experiment; null when there are none, or when another experiment had the path then.</summary>
    internal static RunFacts? Of(ExperimentRecord experiment, IReadOnlyDictionary<ExperimentPath, RunFacts> known) =>
        known.GetValueOrDefault(experiment.Path) is { } facts && facts.Experiment.Id == experiment.Id ? facts : null;

    private static object? Kept(object? value) => value is IDictionary or IList ? Cut(JsonText.Line(value)) : value is string text ? Cut(text) : value;

    private static ExperimentRecord Cut(ExperimentRecord experiment) =>
        experiment with { Metadata = null, Description = Cut(experiment.Description), Error = Cut(experiment.Error) };

    // One that is cut may have the length of the longest that is not, or one less.
    private static bool IsShort(string? text) => text is null || text.Length < LongestText - 1;

    private static string? Cut(string? text) => text is null || text.Length <= LongestText ? text
        : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    private static bool AreSame(OrderedDictionary one, OrderedDictionary other) =>
        ReferenceEquals(one, other) || JsonText.Line(one) == JsonText.Line(other);

    private static bool AreSame(IReadOnlyDictionary<string, MetricFacts> one, IReadOnlyDictionary<string, MetricFacts> other) =>
        one.Count == other.Count && one.All(metric => ReferenceEquals(metric.Value, other.GetValueOrDefault(metric.Key)));

    private static bool AreSame(ExperimentRecord one, ExperimentRecord other) =>
        one.Tags.SequenceEqual(other.Tags) && one.Bindrs.SequenceEqual(other.Bindrs) && one.Runs.Select(Said).SequenceEqual(other.Runs.Select(Said))
        // What is left is compared by value.
        && one with { Tags = other.Tags, Bindrs = other.Bindrs, Runs = other.Runs } == other;

    private static (DateTimeOffset, DateTimeOffset?, ExperimentStatus, string, int) Said(ExperimentRun run) =>
        (run.StartedAt, run.EndedAt, run.Status, run.HostName, run.ProcessId);
}
