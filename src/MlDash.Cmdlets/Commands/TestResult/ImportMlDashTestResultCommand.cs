using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Errors;
using MlDash.TestReports;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Records the results of tests: the totals as a point of a metric, every test as a point of another, failed tests also in the log and with a metric of their
/// own. So filters and charts answer how long a test has failed, whether it is flaky and whether it got slower.
/// </summary>
[Cmdlet(VerbsData.Import, "MlDashTestResult", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(MetricInfo))]
public sealed class ImportMlDashTestResultCommand : RecordingCommand
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";

    /// <summary>Tests that get a metric of their own, of one experiment.</summary>
    private const int MostMetrics = 500;

    /// <summary>Failed tests whose messages are logged, of one experiment.</summary>
    private const int MostLogged = 100;

    private readonly List<(Experiment Experiment, List<string> Files)> _reports = [];
    private Wildcard[] _tracked = [];

    /// <summary>Reports to read; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <summary>Reports to read, without wildcards; files from the pipeline bind to this parameter.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[] LiteralPath { get; set; } = [];

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
        if (!_reports.Exists(report => report.Experiment == experiment))
            _reports.Add((experiment, []));
        var files = ParameterSetName == LiteralSet ? LiteralPath.Select(ExistingFile) : Path.SelectMany(FilesOf);
        _reports.Find(report => report.Experiment == experiment).Files.AddRange(files);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        // A report that breaks off would leave half of its tests: all are read to their ends before any of them is recorded.
        foreach (var file in _reports.SelectMany(report => report.Files).Distinct(StringComparer.Ordinal))
            _ = TestResultFile.Read(file, GivenFormat, CancelToken).Count();
        foreach (var (experiment, files) in _reports)
            Import(experiment, [.. files.Distinct(StringComparer.Ordinal)]);
        base.Finish();
    }

    private void Import(Experiment experiment, string[] files)
    {
        if (!ShouldProcess($"{Metric} in {experiment.Prefix}", $"Import the test results of {string.Join(", ", files)}"))
            return;
        var imported = new Imported(new(), new(StringComparer.Ordinal));
        foreach (var file in files)
        {
            var before = imported.Totals.Total;
            foreach (var test in TestResultFile.Read(file, GivenFormat, CancelToken))
                Record(experiment, test, imported);
            if (imported.Totals.Total == before)
                WriteWarning(ScreenText.Line($"'{file}' has no tests."));
        }

        var (totals, metric) = (imported.Totals, experiment.Metric(Metric));
        metric.Append(totals.ToFields(), Session.ClockOf(experiment));
        if (totals.Failed > MostLogged)
            experiment.Log.Write(LogLevel.Error, $"{totals.Failed - MostLogged:N0} more tests failed.");
        if (imported.LeftOut > 0)
            WriteWarning($"{imported.LeftOut:N0} tests have no metric of their own, since {MostMetrics} have one. They are among the points of {Metric}/results.");
        WriteVerbose($"{totals.Total:N0} tests were imported, of which {totals.Failed:N0} failed.");
        if (PassThru && Pump(experiment.DescribeMetricsAsync([metric.Name], CancelToken)).FirstOrDefault() is { } info)
            WriteObject(info);
    }

    private void Record(Experiment experiment, TestResult test, Imported imported)
    {
        var clock = Session.ClockOf(experiment);
        imported.Totals.Add(test);
        experiment.Metric(Metric + "/results").Append(TestPoint.Of(test), clock);
        if (test.Outcome == TestOutcome.Failed && imported.Totals.Failed <= MostLogged)
            experiment.Log.Write(LogLevel.Error, MessageOf(test), new Dictionary<string, object?> { ["test"] = test.Name, ["suite"] = test.Suite });
        if (test.Outcome != TestOutcome.Failed && !test.IsFlaky && !_tracked.Any(pattern => pattern.IsMatch($"{test.Suite}.{test.Name}")))
            return;
        var own = TestPoint.MetricOf(Metric, test);
        if (imported.Metrics.Count < MostMetrics || imported.Metrics.Contains(own))
        {
            imported.Metrics.Add(own);
            experiment.Metric(own).Append(TestPoint.OutcomeOf(test), clock);
        }
        else
        {
            imported.LeftOut++;
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

    /// <summary>What one experiment has got.</summary>
    private sealed record Imported(TestTotals Totals, HashSet<string> Metrics)
    {
        /// <summary>Tests that were to have a metric of their own, and have none.</summary>
        public long LeftOut { get; set; }
    }
}
