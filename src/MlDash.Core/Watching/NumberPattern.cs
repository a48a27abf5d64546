using System.Text.RegularExpressions;

namespace MlDash.Watching;

/// <summary>Which numbers of a line become fields of a point.</summary>
public sealed partial class NumberPattern
{
    /// <summary>The metric of a pattern that names none.</summary>
    public const string DefaultMetric = "output";

    private const string Key = @"(?<key>[A-Za-z_][\w./-]*)";
    private const string Value = @"(?<value>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|NaN|-?inf)(?:$|[^\w.])";

    private static readonly TimeSpan _matchLimit = TimeSpan.FromMilliseconds(100);

    private readonly Regex? _head;
    private readonly Regex? _pairs;

    private NumberPattern(string metric, Regex? head, Regex? pairs)
    {
        Metric = metric;
        _head = head;
        _pairs = pairs;
    }

    /// <summary>The metric.</summary>
    public string Metric { get; }

    /// <summary>A regular expression whose named groups are the fields.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="expression">The expression.</param>
    /// <exception cref="ConfigurationException"><c>PatternUnusable</c>.</exception>
    public static NumberPattern Of(string metric, string expression)
    {
        try
        {
            var regex = Make(expression);
            return regex.GetGroupNames().Any(IsName) ? new(metric, regex, null) : throw Unusable(expression, "It has no named group.", null);
        }
        catch (ArgumentException fault)
        {
            throw Unusable(expression, fault.Message, fault);
        }
    }

    /// <summary>The same of a text: the expression alone, or behind the metric and a colon, as in <c>train:loss=(?&lt;loss&gt;\S+)</c>.</summary>
    /// <exception cref="ConfigurationException"><c>PatternUnusable</c>.</exception>
    public static NumberPattern Parse(string text) =>
        Lead().Match(text) is { Success: true } lead ? Of(lead.Groups["metric"].Value, text[lead.Length..]) : Of(DefaultMetric, text);

    /// <summary>The pattern of a known form.</summary>
    public static NumberPattern Of(NumberFormat format) => format switch
    {
        NumberFormat.KeyValue => new(DefaultMetric, null, EqualPairs()),
        NumberFormat.KeyColon => new(DefaultMetric, null, ColonPairs()),
        NumberFormat.Keras => new(DefaultMetric, KerasHead(), ColonPairs()),
        NumberFormat.Tqdm => new(DefaultMetric, TqdmHead(), EqualPairs()),
        _ => new(DefaultMetric, null, null),
    };

    /// <summary>The fields of a line; none when it does not match.</summary>
    internal List<KeyValuePair<string, object?>> Fields(string line)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        try
        {
            if (_head is null && _pairs is null)
                return JsonFields.Of(line);
            if (_head is not null && !AddGroups(_head.Match(line), fields))
                return fields;
            var pairs = fields.Count;
            for (var pair = _pairs?.Match(line); pair is { Success: true }; pair = pair.NextMatch())
                Add(fields, pair.Groups["key"].Value, pair.Groups["value"].Value);
            // A bar without a value of its own is only a bar.
            if (_pairs is not null && fields.Count == pairs)
                fields.Clear();
        }
        catch (RegexMatchTimeoutException)
        {
            fields.Clear();
        }

        return fields;
    }

    private static bool AddGroups(Match match, List<KeyValuePair<string, object?>> fields)
    {
        foreach (Group group in match.Groups)
        {
            if (group.Success && IsName(group.Name))
                Add(fields, group.Name, group.Value);
        }

        return match.Success;
    }

    /// <summary>Names that differ in case alone cannot stand in one point: the first one counts.</summary>
    private static void Add(List<KeyValuePair<string, object?>> fields, string name, string text)
    {
        if (!fields.Exists(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
            fields.Add(new(name, FieldValue.Of(text)));
    }

    /// <summary>
    /// Without backtracking the time grows with the line alone, and a limit of time would only lose numbers on a machine that is busy; what needs backtracking
    /// has one.
    /// </summary>
    private static Regex Make(string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(expression, RegexOptions.CultureInvariant, _matchLimit);
        }
    }

    private static bool IsName(string group) => !char.IsAsciiDigit(group[0]);

    private static ConfigurationException Unusable(string expression, string why, Exception? fault) => new(
        "PatternUnusable", $"The pattern '{expression}' cannot be used. {why}", @"Name the fields in it: loss=(?<loss>\S+) step=(?<step>\d+).", fault)
    { Target = expression };

    [GeneratedRegex(@"^(?<metric>[A-Za-z_][\w./-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    [GeneratedRegex(@"\b" + Key + "=" + Value, RegexOptions.CultureInvariant, 100)]
    private static partial Regex EqualPairs();

    [GeneratedRegex(@"\b" + Key + @"['""]?\s*:\s*" + Value, RegexOptions.CultureInvariant, 100)]
    private static partial Regex ColonPairs();

    [GeneratedRegex(@"^\s*(?<step>\d+)/(?<total>\d+)\s.*/step", RegexOptions.CultureInvariant, 100)]
    private static partial Regex KerasHead();

    [GeneratedRegex(@"^(?:.*?\bEpoch\s+(?<epoch>\d+))?.*?\|\s*(?<step>\d+)/(?<total>\d+)\s+\[", RegexOptions.CultureInvariant, 100)]
    private static partial Regex TqdmHead();
}
