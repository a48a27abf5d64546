using System.Globalization;

namespace MlDash.Dashboard.Routing;

/// <summary>The fields of a query.</summary>
internal sealed class QueryFields
{
    private static readonly double _earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly double _latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    /// <param name="query">As it was sent.</param>
    public QueryFields(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is var equal and >= 0 ? (pair[..equal], pair[(equal + 1)..]) : (pair, "");
            if (!_fields.TryGetValue(Decoded(name), out var values))
                _fields[Decoded(name)] = values = [];
            values.Add(Decoded(value));
        }
    }

    /// <summary>All values of a field, in their order.</summary>
    public IReadOnlyList<string> All(string name) => _fields.TryGetValue(name, out var values) ? values : [];

    /// <summary>The first value of a field; null when it is absent.</summary>
    public string? Text(string name) => All(name) is [var first, ..] ? first : null;

    /// <summary>A path of an experiment.</summary>
    /// <exception cref="ConfigurationException"><c>QueryFieldMissing</c>.</exception>
    public ExperimentPath Path() => ExperimentPath.Recorded(Required("path"));

    /// <summary>Paths of experiments, one at least.</summary>
    /// <exception cref="ConfigurationException"><c>QueryFieldMissing</c>.</exception>
    public IReadOnlyList<ExperimentPath> Paths() => All("path") is { Count: > 1 } paths ? [.. paths.Select(ExperimentPath.Recorded)] : [Path()];

    /// <summary>A path of a folder; null for the top.</summary>
    public ExperimentPath? Folder(string name) => Text(name) is { Length: > 0 } text ? ExperimentPath.Recorded(text) : null;

    /// <summary>A field that has to be there.</summary>
    /// <exception cref="ConfigurationException"><c>QueryFieldMissing</c>.</exception>
    public string Required(string name) => Text(name) is { Length: > 0 } value ? value
        : throw new ConfigurationException("QueryFieldMissing", $"The query has no '{name}'.") { Target = name };

    /// <summary>A whole number; null when it is absent.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalQueryField</c>.</exception>
    public long? Whole(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Illegal(name, text, "a whole number");

    /// <summary>How many; null when it is absent. What is beyond all bounds is cut: the question has its own.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalQueryField</c>.</exception>
    public int? Count(string name) => Whole(name) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    /// <summary>A finite number; null when it is absent.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalQueryField</c>.</exception>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw Illegal(name, text, "a finite number");

    /// <summary>A time in milliseconds since 1970 (UTC); null when it is absent.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalQueryField</c>.</exception>
    public DateTimeOffset? Time(string name) => Number(name) is not { } number ? null
        : number >= _earliest && number <= _latest ? DateTimeOffset.UnixEpoch.AddMilliseconds(number) : throw Illegal(name, Text(name)!, "a time");

    private static ConfigurationException Illegal(string name, string text, string expected) =>
        new("IllegalQueryField", $"'{text}' is not {expected}, which '{name}' takes.") { Target = name };

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
