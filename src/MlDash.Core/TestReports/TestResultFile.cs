using System.Xml;

namespace MlDash.TestReports;

/// <summary>
/// Reads reports of test results: test by test, without a DTD, and no more of any text than is kept. Characters that XML does not know, which tests print all
/// the same, are taken, or shown as question marks.
/// </summary>
public static class TestResultFile
{
    /// <summary>The most tests of a file.</summary>
    public const int MostTests = 1_000_000;

    /// <summary>The most characters of a file.</summary>
    public const long MostCharacters = 2_000_000_000;

    /// <summary>The tests of a file, in its order.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="format">What has written it; null: as its first element says.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>TestResultUnreadable</c>, saying where; <c>UnknownTestResultFormat</c>, also when it is not the one given;
    /// <c>TooManyTests</c>.</exception>
    public static IEnumerable<TestResult> Read(string path, TestResultFormat? format, CancellationToken cancellationToken)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = false,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = MostCharacters,
        };
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var tame = new TameBytes(file);
        using var xml = XmlReader.Create(tame, settings);
        using var tests = TestsOf(path, xml, format).GetEnumerator();
        var attempts = new Dictionary<(string Suite, string Name), (int Count, TestOutcome Outcome, bool Differed)>();
        while (Next(path, tests) is { } test)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Counted(test.ToResult(), attempts);
        }
    }

    /// <summary>The test with its place among those of its name.</summary>
    private static TestResult Counted(TestResult test, Dictionary<(string, string), (int Count, TestOutcome Outcome, bool Differed)> attempts)
    {
        var key = (test.Suite, test.Name);
        var isAgain = attempts.TryGetValue(key, out var before);
        var differs = isAgain && (before.Differed || AreOpposite(before.Outcome, test.Outcome));
        attempts[key] = (before.Count + test.Attempt, test.Outcome, differs);
        return isAgain ? test with { Attempt = before.Count + test.Attempt, IsFlaky = test.IsFlaky || differs } : test;
    }

    private static bool AreOpposite(TestOutcome one, TestOutcome other) =>
        one != other && one != TestOutcome.Skipped && other != TestOutcome.Skipped;

    private static IEnumerable<ReadTest> TestsOf(string path, XmlReader xml, TestResultFormat? format)
    {
        xml.MoveToContent();
        var found = FormatOf(path, xml.LocalName);
        // Read as another format, it would have no tests, as one in which nothing failed.
        if (format is not null && format != found)
            throw new StorageException(
                "UnknownTestResultFormat", $"'{path}' is not a report of {format}: its first element is '{xml.LocalName}', as in those of {found}.",
                $"Leave out -Format, or give {found}.")
            { Category = FaultCategory.InvalidData, Target = path };
        var tests = found switch
        {
            TestResultFormat.JUnit => JUnitResults.Read(xml),
            TestResultFormat.Trx => TrxResults.Read(xml, MostTests),
            TestResultFormat.NUnit => NUnitResults.Read(xml),
            _ => XUnitResults.Read(xml),
        };
        var count = 0;
        foreach (var test in tests)
        {
            if (count++ == MostTests)
                throw new StorageException("TooManyTests", $"'{path}' has more than {MostTests:N0} tests.", "Import it in parts.")
                { Category = FaultCategory.InvalidData, Target = path };
            yield return test;
        }
    }

    private static TestResultFormat FormatOf(string path, string root) => root switch
    {
        "testsuites" or "testsuite" => TestResultFormat.JUnit,
        "TestRun" => TestResultFormat.Trx,
        "test-run" or "test-results" => TestResultFormat.NUnit,
        "assemblies" or "assembly" => TestResultFormat.XUnit,
        _ => throw new StorageException(
            "UnknownTestResultFormat", $"'{path}' begins with the element '{root}', which no known report of test results does.",
            "Give a report of JUnit, NUnit, xUnit.net, Pester or dotnet test (TRX).")
        { Category = FaultCategory.InvalidData, Target = path },
    };

    private static ReadTest? Next(string path, IEnumerator<ReadTest> tests)
    {
        try
        {
            return tests.MoveNext() ? tests.Current : null;
        }
        catch (XmlException fault)
        {
            var place = fault.LineNumber > 0 ? $" at line {fault.LineNumber}, position {fault.LinePosition}" : string.Empty;
            // What .NET advises is for programmers.
            var what = fault.Message.Contains("DTD", StringComparison.Ordinal) ? "It has a DTD, which is refused."
                : fault.LineNumber == 0 ? "It is empty." : fault.Message;
            throw new StorageException("TestResultUnreadable", $"'{path}' cannot be read{place}: {what}", "Write the report again, without a DTD.", fault)
            { Category = FaultCategory.InvalidData, Target = $"{path}:{fault.LineNumber}" };
        }
        catch (InvalidOperationException fault)
        {
            throw new StorageException("TestResultUnreadable", $"'{path}' cannot be read: {fault.Message}", "Write the report again.", fault)
            { Category = FaultCategory.InvalidData, Target = path };
        }
    }
}
