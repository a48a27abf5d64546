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

    /// <summary>Seconds as reports write them: with a decimal point, and some with commas between thousands.</summary>
    public static double? SecondsOf(string? text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds)
            ? seconds : null;

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
