using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Errors;
using MlDash.Judging;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Checks metrics of experiments against bounds and against earlier experiments, and ends a script with an error when one is too bad. So a build fails when it
/// got worse, and noise does not fail it.
/// </summary>
[Cmdlet(VerbsLifecycle.Assert, "MlDashMetric")]
[OutputType(typeof(MetricAssertion))]
public sealed class AssertMlDashMetricCommand : ExperimentCommand
{
    private const int MostNamed = 3;

    private readonly List<Experiment> _subjects = [];
    private JudgingRule _rule = new();

    /// <summary>
    /// Metrics to check: a metric and its field, such as <c>val.loss</c>, or a metric alone that has one field besides _ts, step and epoch.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MetricFieldCompleter))]
    [NotNull]
    [NameText]
    public string[] Metric { get; set; } = [];

    /// <summary>Which value stands for all points of an experiment: Last, Min, Max, Mean, Median or P95.</summary>
    [Parameter]
    [ValidateSet(
        nameof(MetricAggregate.Last), nameof(MetricAggregate.Min), nameof(MetricAggregate.Max), nameof(MetricAggregate.Mean), nameof(MetricAggregate.Median),
        nameof(MetricAggregate.P95))]
    public string Aggregate { get; set; } = nameof(MetricAggregate.Last);

    /// <summary>The least value that passes.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>The greatest value that passes.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>A smaller value is better than that of the baseline. With a baseline, this or <c>-HigherIsBetter</c> is required.</summary>
    [Parameter]
    public SwitchParameter LowerIsBetter { get; set; }

    /// <summary>A greater value is better than that of the baseline.</summary>
    [Parameter]
    public SwitchParameter HigherIsBetter { get; set; }

    /// <summary>Experiments to compare with, as objects or paths. Only completed ones count, and never the experiment that is checked.</summary>
    [Parameter]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public ExperimentReference[] Baseline { get; set; } = [];

    /// <summary>Compares with experiments that have all of these tags; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull]
    public string[] BaselineTag { get; set; } = [];

    /// <summary>Compares with the experiments of these paths and below them; wildcards are allowed.</summary>
    [Parameter]
    [ExperimentPath]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [NotNull]
    public string[] BaselinePrefix { get; set; } = [];

    /// <summary>
    /// Compares with experiments that builds of this branch have recorded. Without <c>-BaselinePrefix</c> and <c>-BaselineTag</c>, with those in the folder of
    /// the experiment that is checked.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Branch { get; set; }

    /// <summary>How many experiments are compared with, the newest ones by their start.</summary>
    [Parameter]
    [ValidateRange(1, BaselineQuery.MostLookedAt)]
    [WholeNumber]
    public int Last { get; set; } = BaselineQuery.UsualRuns;

    /// <summary>
    /// How much worse than the median of the baseline a value may be, as a part of it: 0.05 for 5 %. Default: 0.05, or 0 if only <c>-AbsoluteTolerance</c> is
    /// given.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? RelativeTolerance { get; set; }

    /// <summary>How much worse than the median of the baseline a value may be, as a number. The greater of both tolerances counts.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double AbsoluteTolerance { get; set; }

    /// <summary>
    /// How a worse value is distinguished from noise. Median: by the tolerance alone. Mad: also by three standard deviations, estimated from five runs or more.
    /// MannWhitney: also by a rank test of all experiments given together, from eight runs of each side.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(AssertionMethod.Median), nameof(AssertionMethod.Mad), nameof(AssertionMethod.MannWhitney))]
    public string Method { get; set; } = nameof(AssertionMethod.Median);

    /// <summary>
    /// What follows when a value or enough of a baseline is missing. Default: Fail for a value, and Skip with a warning for a baseline, so that a first build
    /// passes.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(AssertionMissing.Fail), nameof(AssertionMissing.Warn), nameof(AssertionMissing.Skip))]
    public string? OnMissing { get; set; }

    /// <summary>Whether a value that is too bad is an error or a warning.</summary>
    [Parameter]
    [ValidateSet(nameof(AssertionLevel.Error), nameof(AssertionLevel.Warning))]
    public string Level { get; set; } = nameof(AssertionLevel.Error);

    /// <summary>Ends without an error, so that the script decides what follows from the assertions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>JUnit report to write; one that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>The place given is where experiments are looked for; it makes no other the subject than the current one.</summary>
    private protected override bool MeansAll => false;

    private bool Compares => HasNamedBaseline || BaselineTag.Length > 0 || BaselinePrefix.Length > 0 || Branch is not null || IsGiven(nameof(Last));

    private bool HasNamedBaseline => Baseline.Length > 0;

    /// <inheritdoc />
    protected override void Begin()
    {
        if (LowerIsBetter && HigherIsBetter)
            throw Conflict("-LowerIsBetter cannot be combined with -HigherIsBetter.", "Check metrics of both kinds with two commands.");
        if (HasNamedBaseline && (BaselineTag.Length > 0 || BaselinePrefix.Length > 0))
            throw Conflict("-Baseline cannot be combined with -BaselineTag or -BaselinePrefix.", "Name the experiments, or say which are found.");
        if (Compares && !LowerIsBetter && !HigherIsBetter)
            throw new ConfigurationException("DirectionNotGiven", "It is not said which values are better than those of the baseline.",
                "Give -LowerIsBetter for a metric such as loss, -HigherIsBetter for one such as accuracy.");
        if (!Compares && Minimum is null && Maximum is null)
            throw new ConfigurationException("NoCheckGiven", "There is nothing to check against.",
                "Give -Minimum or -Maximum, or a baseline with -Baseline, -BaselineTag, -BaselinePrefix, -Branch or -Last.");
        if (Minimum is double.NaN || Maximum is double.NaN)
            throw new ConfigurationException("IllegalBound", "NaN is no bound: every value would pass.", "Give a number.");
        _rule = new()
        {
            Minimum = Minimum,
            Maximum = Maximum,
            LowerIsBetter = Compares ? LowerIsBetter : null,
            RelativeTolerance = RelativeTolerance ?? (IsGiven(nameof(AbsoluteTolerance)) ? 0 : JudgingRule.UsualTolerance),
            AbsoluteTolerance = AbsoluteTolerance,
            Method = Enum.Parse<AssertionMethod>(Method, ignoreCase: true),
            OnMissing = OnMissing is null ? null : Enum.Parse<AssertionMissing>(OnMissing, ignoreCase: true),
            Level = Enum.Parse<AssertionLevel>(Level, ignoreCase: true),
        };
    }

    /// <inheritdoc />
    protected override void Process() => _subjects.Add(Target);

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_subjects.Count == 0)
        {
            base.Finish();
            LeaveWithoutSubject();
            return;
        }

        // What cannot be written ends the command: an experiment that is left out would look like one that passes.
        foreach (var subject in _subjects)
        {
            Await(subject.WriteThroughAsync(CancelToken));
            WriteQueued(subject);
        }

        var assertions = Judge().ToList();
        if (JUnitPath is not null)
            Await(AssertionReport.WriteAsync(FileSystemPath(JUnitPath), assertions, MlDash.Experiment.StoreOf(_subjects[0]).Clock.GetUtcNow()));
        base.Finish();
        string[] failed = [.. assertions.Where(one => one.Outcome == AssertionOutcome.Failed).Select(one => $"{one.Experiment}: {one.Reason}")];
        if (failed.Length > 0 && !PassThru)
            End(new ExperimentException(
                "MetricRegressed",
                $"{failed.Length} of {assertions.Count} checks failed. {string.Join(" ", failed.Take(MostNamed))}"
                + (failed.Length > MostNamed ? " …" : string.Empty),
                "The assertions say more; with -PassThru they come without this error.")
            { Category = FaultCategory.InvalidData, Target = failed[0] });
    }

    /// <summary>An experiment that is not there cannot pass.</summary>
    private protected override void ReportUnknown(ExperimentException fault) => End(fault);

    /// <summary>Ends the script, as <c>throw</c> does, so that <c>pwsh -File</c> has an exit code of its own: a script that continues would have 0.</summary>
    private static void End(MlDashException fault)
    {
        var thrown = ErrorRecords.Thrown(fault);
        thrown.WasThrownFromThrowStatement = true;
        throw thrown;
    }

    private static ConfigurationException Conflict(string message, string action) => new("ConflictingParameters", message, action);

    private void LeaveWithoutSubject()
    {
        const string Message = "No experiment to check was found.";
        if (_rule.OnMissing is null or AssertionMissing.Fail && _rule.Level == AssertionLevel.Error)
            End(new ExperimentException("ExperimentNotFound", Message, "Run Get-MlDashExperiment to list the experiments there are, or give -OnMissing Warn.")
            { Category = FaultCategory.ObjectNotFound });
        if (_rule.OnMissing != AssertionMissing.Skip)
            WriteWarning(Message);
    }

    private IEnumerable<MetricAssertion> Judge()
    {
        // Ranks need many runs on both sides, so all that are given are one subject.
        Experiment[][] groups = _rule.Method == AssertionMethod.MannWhitney ? [[.. _subjects]] : [.. _subjects.Select(one => new[] { one })];
        var search = new BaselineSearch(this, Finder, new BaselineQuery
        {
            Experiments = new() { Tags = Array.ConvertAll(BaselineTag, Wildcard.ForName), Prefixes = [.. BaselinePrefix.SelectMany(PatternsOf)] },
            Branch = Branch,
            Last = Last,
        });
        var aggregate = Enum.Parse<MetricAggregate>(Aggregate, ignoreCase: true);
        foreach (var metric in Metric)
        {
            var values = new MetricTable(metric, aggregate, CancelToken);
            values.Read(_subjects);
            foreach (var group in groups)
            {
                IReadOnlyList<Experiment>? baseline = !Compares ? null : HasNamedBaseline ? search.Named(Baseline, group) : search.Found(group, IsPlaceGiven);
                var read = values.Of(group);
                var name = read.FirstOrDefault(value => value is not null);
                var subject = new JudgedValues(name?.Metric ?? metric, name?.Field ?? string.Empty, aggregate, MetricTable.Numbers(read));
                foreach (var one in MetricJudge.Judge(subject, baseline is null ? null : MetricTable.Numbers(values.Of(baseline)), _rule))
                {
                    var assertion = new MetricAssertion(one) { Experiment = new ExperimentLink(group[0]) };
                    WriteObject(assertion);
                    if (assertion.Outcome == AssertionOutcome.Warned || (assertion.Outcome == AssertionOutcome.Skipped && OnMissing is null))
                        WriteWarning(ScreenText.Line($"{assertion.Experiment}: {assertion.Reason}"));
                    yield return assertion;
                }
            }
        }
    }

    /// <summary>A path and what lies below it.</summary>
    private static IEnumerable<Wildcard> PatternsOf(string prefix) => Wildcard.HasWildcard(prefix)
        ? [Wildcard.ForName(prefix)] : [Wildcard.ForName(prefix), Wildcard.ForName(prefix + "/*")];

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
