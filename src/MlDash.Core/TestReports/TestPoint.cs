using MlDash.Experiments;

namespace MlDash.TestReports;

/// <summary>Tests as points and names of metrics.</summary>
public static class TestPoint
{
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
        test.Suite.Length == 0 ? $"{metric}/case/{PlainSegment.Of(test.Name)}" : $"{metric}/case/{PlainSegment.Of(test.Suite)}/{PlainSegment.Of(test.Name)}";
}
