using System.Text.RegularExpressions;

namespace MlDash.Watching;

/// <summary>Which numbers of a line become fields of a point. A known form may depend on lines before, so each run has patterns of its own.</summary>
public sealed partial class NumberPattern
{
    /// <summary>The metric of a pattern that names none.</summary>
    public const string DefaultMetric = "output";

    /// <summary>A pattern that took too long for as many lines is not tried any longer: the program waits while it is.</summary>
    private const int MostSlowLines = 20;

    /// <summary>So long that a machine which is busy does not lose a line.</summary>
    private static readonly TimeSpan _matchLimit = TimeSpan.FromSeconds(1);

    private readonly Func<string, List<KeyValuePair<string, object?>>> _read;
    private int _slowLines;

    private NumberPattern(string metric, string text, Func<string, List<KeyValuePair<string, object?>>> read)
    {
        Metric = metric;
        Text = text;
        _read = read;
    }

    /// <summary>The metric.</summary>
    public string Metric { get; }

    /// <summary>The expression, or the name of the form.</summary>
    public string Text { get; }

    /// <summary>How many lines were not read because the expression took too long.</summary>
    public int SlowLines => Volatile.Read(ref _slowLines);

    /// <summary>A regular expression whose named groups are the fields.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="expression">The expression.</param>
    /// <exception cref="ConfigurationException"><c>PatternUnusable</c>.</exception>
    public static NumberPattern Of(string metric, string expression)
    {
        try
        {
            var regex = Make(expression);
            return regex.GetGroupNames().Any(KnownForms.IsName)
                ? new(metric, expression, line => KnownForms.Groups(regex.Match(line)))
                : throw Unusable(expression, "It has no named group.", null);
        }
        catch (ArgumentException fault)
        {
            throw Unusable(expression, fault.Message, fault);
        }
    }

    /// <summary>The pattern of a known form.</summary>
    public static NumberPattern Of(NumberFormat format) => new(DefaultMetric, format.ToString(), KnownForms.Of(format));

    /// <summary>The fields of a line; none when it does not match.</summary>
    internal List<KeyValuePair<string, object?>> Fields(string line)
    {
        try
        {
            if (SlowLines < MostSlowLines)
                return _read(line);
        }
        catch (RegexMatchTimeoutException)
        {
            // It is counted with those that are not tried.
        }

        Interlocked.Increment(ref _slowLines);
        return [];
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

    private static ConfigurationException Unusable(string expression, string why, Exception? fault) => new(
        "PatternUnusable", $"The pattern '{expression}' cannot be used. {why}", @"Name the fields in it: loss=(?<loss>\S+) step=(?<step>\d+).", fault)
    { Target = expression };
}
