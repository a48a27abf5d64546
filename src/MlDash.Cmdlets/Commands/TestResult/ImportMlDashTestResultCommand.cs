using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.TestReports;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Records the results of tests: the totals as a point of a metric, every test as a point of another, failed tests also in the log and with a metric of their
/// own. So filters and charts answer how long a test has failed, whether it is flaky and whether it got slower.
/// </summary>
[Cmdlet(VerbsData.Import, "MlDashTestResult", SupportsShouldProcess = true)]
[OutputType(typeof(MetricInfo))]
public sealed class ImportMlDashTestResultCommand : RecordingCommand
{
    /// <summary>Tests that get a metric of their own, of one command.</summary>
    private const int MostMetrics = 500;

    /// <summary>Failed tests whose messages are logged, of one command.</summary>
    private const int MostLogged = 100;

    private readonly HashSet<string> _metrics = new(StringComparer.Ordinal);
    private readonly TestTotals _totals = new();
    private Wildcard[] _tracked = [];
    private long _leftOut;

    /// <summary>Reports to read; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <summary>What has written the reports: JUnit, Trx, NUnit or XUnit. Default: as the first element of each says.</summary>
    [Parameter]
    [ValidateSet(nameof(TestResultFormat.JUnit), nameof(TestResultFormat.Trx), nameof(TestResultFormat.NUnit), nameof(TestResultFormat.XUnit))]
    public string? Format { get; set; }

    /// <summary>The metric of the totals. The tests are points of <c>results</c> below it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NameText]
    public string Metric { get; set; } = "tests";

    /// <summary>
    /// Tests that always get a metric of their own, by <c>suite.name</c>; wildcards are allowed. Failed and flaky tests get one in any case, at most 500 in
    /// all.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [NotNull]
    public string[] Track { get; set; } = [];

    /// <summary>Returns the metric of the totals, when all is written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool TakesData => false;

    private TestResultFormat? GivenFormat => Format is null ? null : Enum.Parse<TestResultFormat>(Format, ignoreCase: true);

    /// <inheritdoc />
    protected override void Begin() => _tracked = Array.ConvertAll(Track, Wildcard.ForName);

    /// <inheritdoc />
    protected override void Process()
    {
        var experiment = Target;
        string[] files = [.. Path.SelectMany(FilesOf).Distinct(StringComparer.Ordinal)];
        // A report that breaks off would leave half of its tests: all are read to their ends before any of them is recorded.
        foreach (var file in files)
            _ = TestResultFile.Read(file, GivenFormat, CancelToken).Count();
        if (!ShouldProcess($"{Metric} in {experiment.Prefix}", $"Import the test results of {string.Join(", ", files)}"))
            return;
        foreach (var file in files)
        {
            foreach (var test in TestResultFile.Read(file, GivenFormat, CancelToken))
                Record(experiment, test);
        }

        var totals = experiment.Metric(Metric);
        totals.Append(_totals.ToFields(), Session.ClockOf(experiment));
        if (_totals.Failed > MostLogged)
            experiment.Log.Write(LogLevel.Error, $"{_totals.Failed - MostLogged:N0} more tests failed.");
        if (_leftOut > 0)
            WriteWarning($"{_leftOut:N0} tests have no metric of their own, since {MostMetrics} have one. They are among the points of {Metric}/results.");
        WriteVerbose($"{_totals.Total:N0} tests were imported, of which {_totals.Failed:N0} failed.");
        if (PassThru && Pump(experiment.DescribeMetricsAsync([totals.Name], CancelToken)).FirstOrDefault() is { } info)
            WriteObject(info);
    }

    private void Record(Experiment experiment, TestResult test)
    {
        var clock = Session.ClockOf(experiment);
        _totals.Add(test);
        experiment.Metric(Metric + "/results").Append(TestPoint.Of(test), clock);
        if (test.Outcome == TestOutcome.Failed && _totals.Failed <= MostLogged)
            experiment.Log.Write(LogLevel.Error, MessageOf(test), new Dictionary<string, object?> { ["test"] = test.Name, ["suite"] = test.Suite });
        if (test.Outcome != TestOutcome.Failed && !test.IsFlaky && !_tracked.Any(pattern => pattern.IsMatch($"{test.Suite}.{test.Name}")))
            return;
        var own = TestPoint.MetricOf(Metric, test);
        if (_metrics.Count < MostMetrics || _metrics.Contains(own))
        {
            _metrics.Add(own);
            experiment.Metric(own).Append(TestPoint.OutcomeOf(test), clock);
        }
        else
        {
            _leftOut++;
        }
    }

    private static string MessageOf(TestResult test)
    {
        var name = test.Suite.Length == 0 ? test.Name : $"{test.Suite}.{test.Name}";
        return string.Join('\n', new[] { $"{name} failed.", test.Message, test.StackTrace }.Where(part => part is not null));
    }

    private IEnumerable<string> FilesOf(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path) || File.Exists(FileSystemPath(WildcardPattern.Unescape(path))))
            return [ExistingFile(WildcardPattern.Unescape(path))];
        string[] found = [.. SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists)];
        // Tests that did not run leave no report, and must not look like tests that passed.
        return found.Length > 0 ? found : throw new StorageException("SourceFileNotFound", $"No file fits '{path}'.", "Check the path.")
        { Category = FaultCategory.ObjectNotFound, Target = path };
    }
}
