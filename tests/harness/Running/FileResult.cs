using System.Management.Automation;
using MlDash.PesterHarness.Model;

namespace MlDash.PesterHarness.Running;

/// <summary>What came of one test.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Outcome">Passed, Failed or Skipped.</param>
/// <param name="Error">What to show of a failure.</param>
internal sealed record TestResult(string Name, Outcome Outcome, string? Error);

internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>What came of one file.</summary>
internal sealed record FileResult(string Path, IReadOnlyList<TestResult> Tests)
{
    public int Count(Outcome outcome) => Tests.Count(test => test.Outcome == outcome);

    /// <summary>A file that could not be read is one failure.</summary>
    public static FileResult OfBrokenFile(string path, ErrorRecord error) => new(path, [new("Discovery", Outcome.Failed, Show(error))]);

    public static FileResult Of(string path, TestBlock root, Report report, ErrorRecord? stopped)
    {
        var results = root.Tests.Where(test => test.IsSelected).Select(ResultOf).ToList();
        results.AddRange(report.TeardownFailures.Select(failure => new TestResult("AfterAll", Outcome.Failed, failure)));
        if (stopped is not null)
            results.Add(new("Run", Outcome.Failed, Show(stopped)));
        if (!root.Tests.Any())
            results.Add(new("Discovery", Outcome.Failed, "The file holds no test."));
        return new(path, results);
    }

    private static TestResult ResultOf(TestCase test) => test switch
    {
        { Skip: true } => new(test.FullName, Outcome.Skipped, null),
        { Error: { } error } => new(test.FullName, Outcome.Failed, Show(error)),
        { HasRun: true } => new(test.FullName, Outcome.Passed, null),
        _ => new(test.FullName, Outcome.Failed, "The test was not run: the blocks around it ended before it."),
    };

    private static string Show(ErrorRecord error)
    {
        var place = error.InvocationInfo?.PositionMessage;
        return string.Join(Environment.NewLine, new[] { error.ToString(), place, error.ScriptStackTrace }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
