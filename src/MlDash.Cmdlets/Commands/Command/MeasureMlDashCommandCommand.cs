using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Capture;
using MlDash.Errors;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Runs a script block or a program again and again, and says how long it takes: mean, median, deviation, percentiles, outliers, and for several variants which
/// is faster and how sure that is. Each run is a point in the experiment that is given or current.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "MlDashCommand", DefaultParameterSetName = BlockSet)]
[OutputType(typeof(CommandMeasurement))]
public sealed class MeasureMlDashCommandCommand : RecordingCommand
{
    private const string BlockSet = "ScriptBlock";
    private const string ProgramSet = "FilePath";

    private readonly AppendClock _clock = new();
    private MeasuredBlock _block = null!;
    private MeasuredBlock? _prepare;
    private IReadOnlyList<OrderedDictionary> _variants = [];

    /// <summary>The block to measure. It sees the variables of its caller, and the parameters of the variant as variables and in its param block.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BlockSet)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The program to measure: a command that PowerShell finds, or a path.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProgramSet)]
    [ValidateNotNullOrEmpty]
    public string FilePath { get; set; } = null!;

    /// <summary>Arguments of the program, each passed as it is. A name of <c>-Parameter</c> in braces, such as <c>{jobs}</c>, becomes its value.</summary>
    [Parameter(ParameterSetName = ProgramSet)]
    [NotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>How many runs of each variant are measured.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [WholeNumber]
    public int Count { get; set; } = 10;

    /// <summary>How many runs of each variant come before, which are not measured.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [WholeNumber]
    public int Warmup { get; set; }

    /// <summary>What runs before each run without being measured, for example to empty a cache. It is given the same parameters.</summary>
    [Parameter]
    public new ScriptBlock? Prepare { get; set; }

    /// <summary>
    /// Parameters with the values to try, such as <c>@{ jobs = 1, 2, 4 }</c>. Each combination is a variant. The variants take turns, so that a change of the
    /// machine meets all of them.
    /// </summary>
    [Parameter]
    public IDictionary? Parameter { get; set; }

    /// <summary>
    /// The metric that runs are recorded as, with the fields step (the number of the run), seconds and exitCode. A variant has a metric of its own below it,
    /// such as <c>command/jobs=2</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameText]
    public string Metric { get; set; } = "command";

    /// <summary>Shows what the command writes, as it would without being measured. Without it, all its output is left out.</summary>
    [Parameter]
    public SwitchParameter ShowOutput { get; set; }

    /// <summary>Measures on when a program ends with another exit code than 0. Without it, that is an error which ends the measurement.</summary>
    [Parameter]
    public SwitchParameter IgnoreExitCode { get; set; }

    /// <summary>What comes down the pipeline says where to record.</summary>
    private protected override bool TakesData => false;

    /// <summary>The error that was written last, also where it was not shown.</summary>
    private object? LastError => SessionState.PSVariable.GetValue("global:Error") is ArrayList { Count: > 0 } errors ? errors[0] : null;

    private bool IsRecorded => Experiment is not null || Session.Current is not null;

    /// <inheritdoc />
    protected override void Begin()
    {
        _variants = CommandVariants.Of(Parameter);
        _block = ParameterSetName == BlockSet ? new(ScriptBlock, ShowOutput) : new(FilePath, Filled, ShowOutput);
        _prepare = Prepare is null ? null : new(Prepare, ShowOutput);
    }

    /// <inheritdoc />
    protected override void Process()
    {
        if (IsRecorded)
            _ = Target;
        else
            WriteVerbose("No experiment is open: the runs are not recorded.");
        var before = LastError;
        string[] names = [.. _variants.Select(CommandVariants.NameOf)];
        var metrics = CommandVariants.MetricsOf(Metric, names);
        var runs = Array.ConvertAll(names, _ => new List<MeasuredRun>());
        using var progress = new RunProgress(this, (Warmup + Count) * names.Length);
        for (var turn = 1 - Warmup; turn <= Count; turn++)
        {
            for (var at = 0; at < names.Length; at++)
            {
                progress.Next(names[at], turn, runs[at]);
                _prepare?.Run(_variants[at]);
                var (seconds, exitCode) = _block.Run(_variants[at]);
                if (exitCode != 0 && !IgnoreExitCode)
                    throw Failed(exitCode, names[at], turn);
                if (turn < 1)
                    continue;
                var run = new MeasuredRun(turn, seconds, exitCode);
                runs[at].Add(run);
                if (IsRecorded)
                    Target.Metric(metrics[at]).Append(PointOf(run), _clock);
            }
        }

        var measured = CommandMeasurement.Compare([.. names.Select((name, at) => new CommandMeasurement(name, _variants[at], metrics[at], runs[at]))]);
        foreach (var one in measured)
            Warn(one);
        if (!ShowOutput && LastError is { } error && !ReferenceEquals(error, before))
            WriteWarning(ScreenText.Line($"The command wrote errors, the last of them: {error} -ShowOutput shows what it writes."));
        WriteObject(measured, enumerateCollection: true);
    }

    private string[] Filled(OrderedDictionary variant) => Array.ConvertAll(ArgumentList, argument => CommandVariants.Fill(argument, variant));

    private static OrderedDictionary PointOf(MeasuredRun run) =>
        new() { ["step"] = run.Number, ["seconds"] = run.Seconds, ["exitCode"] = run.ExitCode };

    private static ExperimentException Failed(int exitCode, string variant, int turn) => new(
        "CommandFailed",
        $"The command{(variant.Length > 0 ? $" with {variant}" : string.Empty)} ended with the exit code {exitCode}"
        + (turn < 1 ? " before anything was measured." : $" in run {turn}."),
        "See why with -ShowOutput, or measure on with -IgnoreExitCode.")
    { Category = FaultCategory.InvalidData, Target = exitCode };

    private void Warn(CommandMeasurement measured)
    {
        var variant = measured.Name.Length > 0 ? $"{measured.Name}: " : string.Empty;
        var outliers = measured.Runs.Count(run => run.IsOutlier);
        if (outliers == 1 && measured.Runs[0].IsOutlier && measured.Runs[0].Seconds > measured.Median && Warmup == 0)
            WriteWarning(ScreenText.Line($"{variant}The first run took far longer than the others. With -Warmup, runs come before that are not measured."));
        else if (outliers > 0)
            WriteWarning(ScreenText.Line($"{variant}{outliers} of {measured.Count} runs are outliers: other work may have used the machine."));
    }
}
