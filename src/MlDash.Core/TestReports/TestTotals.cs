namespace MlDash.TestReports;

/// <summary>How many tests ended how.</summary>
public sealed class TestTotals
{
    private readonly HashSet<(string, string)> _flaky = [];

    /// <summary>The tests that passed.</summary>
    public long Passed { get; private set; }

    /// <summary>The tests that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>The tests that were skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>The tests that ended in both ways.</summary>
    public long Flaky => _flaky.Count;

    /// <summary>How long all of them took.</summary>
    public double Seconds { get; private set; }

    /// <summary>All of them.</summary>
    public long Total => Passed + Failed + Skipped;

    /// <summary>Takes one more.</summary>
    public void Add(TestResult test)
    {
        switch (test.Outcome)
        {
            case TestOutcome.Passed:
                Passed++;
                break;
            case TestOutcome.Failed:
                Failed++;
                break;
            default:
                Skipped++;
                break;
        }

        Seconds += test.Seconds ?? 0;
        if (test.IsFlaky)
            _flaky.Add((test.Suite, test.Name));
    }

    /// <summary>The point that says so.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> ToFields() =>
    [
        new("total", Total), new("passed", Passed), new("failed", Failed), new("skipped", Skipped), new("flaky", Flaky), new("seconds", Seconds),
    ];
}
