using System.Text.RegularExpressions;

namespace MlDash.Watching;

/// <summary>The fields of lines whose form is known.</summary>
/// <remarks>No expression here needs backtracking, so that the time for a line grows with its length alone.</remarks>
internal static class KnownForms
{
    private const string Key = @"(?<key>[A-Za-z_][\w./-]*)";
    private const string Value = @"(?<value>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|NaN|-?inf)(?:$|[^\w.])";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private static readonly Regex _equalPairs = new(@"\b" + Key + "=" + Value, Options);
    private static readonly Regex _colonPairs = new(@"\b" + Key + @"['""]?\s*:\s*['""]?" + Value, Options);
    private static readonly Regex _kerasHead = new(@"^\s*(?<step>\d+)/(?<total>\d+)\s.*/step", Options);
    private static readonly Regex _barHead = new(@"^(?:.*?\bEpoch\s+(?<epoch>\d+))?.*?\|\s*(?<step>\d+)/(?<total>\d+)\s+\[", Options);

    /// <summary>What reads the lines of a form.</summary>
    public static Func<string, List<KeyValuePair<string, object?>>> Of(NumberFormat format) => format switch
    {
        NumberFormat.KeyValue => line => Pairs(line, null, _equalPairs),
        NumberFormat.KeyColon or NumberFormat.HuggingFace => line => Pairs(line, null, _colonPairs),
        NumberFormat.Keras => line => Pairs(line, _kerasHead, _colonPairs),
        NumberFormat.Tqdm or NumberFormat.Lightning => line => Pairs(line, _barHead, _equalPairs),
        NumberFormat.Yolo => new YoloLines().Read,
        NumberFormat.GitHub => MetricCommand.Read,
        _ => JsonFields.Of,
    };

    /// <summary>The named groups of a match.</summary>
    public static List<KeyValuePair<string, object?>> Groups(Match match)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        foreach (Group group in match.Groups)
        {
            if (group.Success && IsName(group.Name))
                Add(fields, group.Name, FieldValue.Of(group.Value));
        }

        return fields;
    }

    /// <summary>Whether a group was given its name.</summary>
    public static bool IsName(string group) => !char.IsAsciiDigit(group[0]);

    /// <summary>Adds a field. Names that differ in case alone cannot stand in one point: the first one counts.</summary>
    public static void Add(List<KeyValuePair<string, object?>> fields, string name, object value)
    {
        if (!fields.Exists(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
            fields.Add(new(name, value));
    }

    private static List<KeyValuePair<string, object?>> Pairs(string line, Regex? head, Regex pairs)
    {
        var lead = head?.Match(line);
        if (lead is { Success: false })
            return [];
        var fields = lead is null ? [] : Groups(lead);
        var leading = fields.Count;
        for (var pair = pairs.Match(line); pair.Success; pair = pair.NextMatch())
            Add(fields, pair.Groups["key"].Value, FieldValue.Of(pair.Groups["value"].Value));
        // A bar without a value of its own is only a bar.
        return fields.Count == leading ? [] : fields;
    }
}
