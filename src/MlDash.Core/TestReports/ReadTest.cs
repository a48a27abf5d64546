using System.Globalization;

namespace MlDash.TestReports;

/// <summary>A test while it is read.</summary>
internal sealed class ReadTest
{
    private string _suite = string.Empty;

    /// <summary>Which test it is, for reports that describe it elsewhere.</summary>
    public string? Id { get; init; }

    public required string Name { get; init; }

    public string Suite { get => _suite; set => _suite = value ?? string.Empty; }

    public TestOutcome Outcome { get; set; }

    public double? Seconds { get; init; }

    public string? Message { get; set; }

    public string? StackTrace { get; set; }

    /// <summary>How often the report says that it was run before.</summary>
    public int Reruns { get; set; }

    /// <summary>Whether one of these runs ended otherwise.</summary>
    public bool IsFlaky => Reruns > 0 && Outcome == TestOutcome.Passed;

    /// <summary>
    /// Seconds as reports write them: with a decimal point, some with commas between thousands, and some with one comma for the point. No test takes less than
    /// nothing.
    /// </summary>
    public static double? SecondsOf(string? text)
    {
        var plain = text is null || text.Contains('.', StringComparison.Ordinal) || text.IndexOf(',') != text.LastIndexOf(',') ? text : text.Replace(',', '.');
        return double.TryParse(plain, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds) && seconds >= 0 ? seconds : null;
    }

    /// <summary>The test, as it is known at its end.</summary>
    public TestResult ToResult() => new()
    {
        Name = Name.Length > Suite.Length + 1 && Suite.Length > 0 && Name[Suite.Length] == '.' && Name.StartsWith(Suite, StringComparison.Ordinal)
            ? Name[(Suite.Length + 1)..] : Name,
        Suite = Suite,
        Outcome = Outcome,
        Seconds = Seconds,
        Attempt = 1 + Reruns,
        IsFlaky = IsFlaky,
        Message = string.IsNullOrWhiteSpace(Message) ? null : Message.Trim(),
        StackTrace = string.IsNullOrWhiteSpace(StackTrace) ? null : StackTrace.Trim('\r', '\n'),
    };
}
