using System.IO.Hashing;
using System.Text;

namespace MlDash.TestReports;

/// <summary>Tests as points and names of metrics.</summary>
public static class TestPoint
{
    private const int LongestSegment = 150;

    /// <summary>The point of a test among those of all tests.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(TestResult test) =>
    [
        new("name", test.Name), new("suite", test.Suite), .. OutcomeOf(test), new("attempt", (long)test.Attempt),
    ];

    /// <summary>The point of a test in a metric of its own.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> OutcomeOf(TestResult test)
    {
        List<KeyValuePair<string, object?>> fields = [new("outcome", test.Outcome.ToString())];
        // A test that did not run neither failed nor did not.
        if (test.Outcome != TestOutcome.Skipped)
            fields.Add(new("failed", test.Outcome == TestOutcome.Failed ? 1L : 0L));
        if (test.Seconds is { } seconds && test.Outcome != TestOutcome.Skipped)
            fields.Add(new("seconds", seconds));
        return fields;
    }

    /// <summary>The name of the metric of a test: the same for the same test in every build, and possible on every disk.</summary>
    /// <param name="metric">The metric of all tests.</param>
    /// <param name="test">The test.</param>
    public static string MetricOf(string metric, TestResult test) =>
        test.Suite.Length == 0 ? $"{metric}/case/{Segment(test.Name)}" : $"{metric}/case/{Segment(test.Suite)}/{Segment(test.Name)}";

    /// <summary>A name as one folder. Where that takes another spelling, a checksum of the name tells it from others with the same spelling.</summary>
    private static string Segment(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.EnumerateRunes())
        {
            if (text.Length >= LongestSegment)
                break;
            text.Append(IsPlain(letter) ? letter.ToString() : "_");
        }

        while (text.Length > 0 && text[^1] is '.' or ' ')
            text.Length--;
        var plain = text.ToString();
        // Windows takes names such as CON for devices, and the format has files of its own.
        return plain == name && Experiments.PathRules.MayBeMade([plain]) && Encoding.UTF8.GetByteCount(plain) <= Experiments.PathRules.LongestSegment
            ? plain
            : $"_{Shortened(plain)}~{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(name)):x8}";
    }

    private static string Shortened(string plain)
    {
        // A character takes up to four bytes, and the longest segment is one of bytes.
        var text = new StringBuilder();
        var bytes = 0;
        foreach (var letter in plain.EnumerateRunes())
        {
            bytes += letter.Utf8SequenceLength;
            if (bytes > LongestSegment)
                break;
            text.Append(letter.ToString());
        }

        return text.ToString();
    }

    private static bool IsPlain(Rune letter) =>
        !Rune.IsControl(letter) && letter != Rune.ReplacementChar && !(letter.IsAscii && "/\\:*?\"<>|".Contains((char)letter.Value, StringComparison.Ordinal));
}
