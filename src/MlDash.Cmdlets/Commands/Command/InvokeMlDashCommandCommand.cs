using System.Management.Automation;
using System.Reflection;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Capture;
using MlDash.Cmdlets.Sessions;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Runs a program and records it: what it writes goes to the log, how it ended and what it used to the parameters <c>command.*</c>. The program runs as if it
/// ran alone, and what it writes appears where it would without this command.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MlDashCommand", DefaultParameterSetName = ProgramSet)]
[Alias("mlrun")]
[OutputType(typeof(string), typeof(CommandResult))]
public sealed partial class InvokeMlDashCommandCommand : OpeningCommand
{
    private const string ProgramSet = "Program";
    private const string BlockSet = "Block";

    /// <summary>Parameters that say how to open an experiment.</summary>
    private static readonly HashSet<string> _opening = new(
        typeof(OpeningCommand).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Concat(typeof(ServerCommand).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(property => property.Name),
        StringComparer.OrdinalIgnoreCase);

    private Experiment? _opened;
    private Experiment? _target;
    private RecordedProgram? _program;
    private FollowedFiles? _files;

    /// <summary>The program: a name that is looked up as PowerShell does, or a path.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ProgramSet)]
    [ValidateNotNullOrEmpty]
    public string FilePath { get; set; } = null!;

    /// <summary>
    /// Its arguments, each passed as it is: no shell reads them. Write <c>--</c> before the program when one of them begins with a single hyphen: PowerShell
    /// takes what looks like a parameter of this cmdlet for one, wherever it stands.
    /// </summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true, ParameterSetName = ProgramSet)]
    [Alias("Args")]
    [NotNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>
    /// The input of the program: a string is a line, bytes are passed as they are, and other objects as they are displayed. Without it, the program has the
    /// input of the session.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ProgramSet)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// A block whose output is recorded, as <c>Invoke-MlDashExperiment -Capture</c> does: its programs write to the pipeline, not to a terminal. The last exit
    /// code of its programs is its exit code.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BlockSet)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>
    /// The open experiment to record in, which stays open: an object, or the path of one that is open in this session. Default: the current one, unless
    /// parameters of a new one are given; without a current one, a new one with the name of the program.
    /// </summary>
    [Parameter]
    [LiveExperiment]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    public ExperimentReference? Experiment { get; set; }

    /// <inheritdoc cref="OpeningCommand.Prefix"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [ExperimentPath]
    public override string? Prefix { get; set; }

    /// <summary>
    /// Seconds the program may run; then it and all it started are ended: they are asked to end, and killed after five seconds. The experiment fails.
    /// </summary>
    [Parameter(ParameterSetName = ProgramSet)]
    [ValidateRange(0.001, 31536000.0)]
    public double? Timeout { get; set; }

    /// <summary>
    /// Regular expressions for numbers in the output: the named groups of a match become the fields of a point of the metric <c>output</c>. A dictionary has
    /// names of metrics and their expressions: <c>@{ train = 'loss=(?&lt;loss&gt;\S+)' }</c>.
    /// </summary>
    [Parameter(ParameterSetName = ProgramSet)]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public object[]? Metric { get; set; }

    /// <summary>
    /// Known forms of lines whose numbers are recorded as points of the metric <c>output</c>: <c>KeyValue</c>, <c>KeyColon</c>, <c>JsonLines</c>,
    /// <c>Keras</c>, <c>Tqdm</c>, <c>Lightning</c>, <c>HuggingFace</c>, <c>Yolo</c>, <c>GitHub</c>.
    /// </summary>
    [Parameter(ParameterSetName = ProgramSet)]
    [NotNull]
    public NumberFormat[] MetricFormat { get; set; } = [];

    /// <summary>
    /// Files that the program writes, whose rows are recorded as points while they come: <c>*.csv</c>, <c>*.tsv</c>, <c>*.jsonl</c>, <c>*.ndjson</c> and
    /// TensorBoard's <c>*tfevents*</c>. Patterns begin at the working folder; <c>**</c> stands for any folders. What stands in a file before is not taken.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[] Watch { get; set; } = [];

    /// <summary>Environment variables whose values are recorded as <c>command.environment</c>. Without it none are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[]? EnvironmentVariable { get; set; }

    /// <summary>Returns an object with the exit code, the times and the memory. The output of the program is then only shown and recorded.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    private protected override string? NameSource => ParameterSetName == ProgramSet ? FilePath : base.NameSource;

    private bool TakesInput => ParameterSetName == ProgramSet
        && (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)));

    private string WorkingFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>The program is started by the first object of the pipeline, which may be long before the last one.</summary>
    protected override void Process()
    {
        if (TakesInput)
            Guarded(() => Running().Feed(InputObject, CancelToken));
    }

    /// <inheritdoc />
    protected override void Finish() => Guarded(() =>
    {
        var result = ParameterSetName == ProgramSet ? Running().Wait(WriteWarning, CancelToken) : RunBlock(_target = Target());
        EndWatch(WriteWarning);
        Note(_target!, result);
        var error = Failure(result);
        Complete(error is null ? ExperimentStatus.Completed : ExperimentStatus.Failed, error);
        ShowWarnings(_target!.Warnings);
        if (PassThru)
            WriteObject(result);
        if (error is not null)
            ReportFailure(result, error);
    });

    /// <summary>A pipeline that was left before its end was stopped.</summary>
    protected override void Dispose(bool disposing)
    {
        _program?.Dispose();
        EndWatch(null);
        Complete(ExperimentStatus.Cancelled, null);
        base.Dispose(disposing);
    }

    /// <summary>Reads the files that are followed to their ends. A failure of the command says more than what was damaged in them.</summary>
    private void EndWatch(Action<string>? warn)
    {
        var files = _files;
        _files = null;
        files?.End(warn);
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception fault)
        {
            EndWatch(null);
            var (status, error) = BlockOutcome.Of(fault, Stopping);
            Complete(status, error);
            throw;
        }
    }

    /// <summary>The experiment to record in; one that is started here is completed here. One that takes no records is an error before anything runs.</summary>
    private Experiment Target()
    {
        var target = FindTarget();
        return target.IsOpen ? target : throw new ExperimentException(
            "ExperimentNotOpen",
            $"The experiment '{target}' is not open: nothing would be recorded in it.",
            "Give the path of a new one with -Prefix, or start it again with Start-MlDashExperiment.")
        { Target = target };
    }

    private Experiment FindTarget()
    {
        var isNew = MyInvocation.BoundParameters.Keys.FirstOrDefault(_opening.Contains);
        if (Experiment is not null)
        {
            if (isNew is not null)
                throw new ConfigurationException(
                    "ExperimentUnclear", $"-Experiment and -{isNew} exclude each other.", "Give -Experiment to record in an open one, or omit it.");
            return Experiment as Experiment ?? new ExperimentFinder(this).Find(Experiment, takesPatterns: false).First();
        }

        return isNew is null && Session.Current is { } current ? current : _opened = Open(ResolvePath());
    }

    /// <summary>The program, which is started here unless it runs.</summary>
    private RecordedProgram Running()
    {
        if (_program is not null)
            return _program;
        var typed = new TypedArguments(MyInvocation);
        if (typed.IsBlock(FilePath))
        {
            throw new ConfigurationException(
                "BlockNotSupported",
                "A block cannot be combined with -Timeout, -Metric, -MetricFormat or input from the pipeline.",
                "Give a program, or leave them out.");
        }

        _target = Target();
        var start = new ProgramStart(ProgramFile.Find(this, FilePath))
        {
            Arguments = typed.Of(ArgumentList),
            WorkingFolder = WorkingFolder,
            Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            HasInput = TakesInput,
        };
        _files = FollowedFiles.Begin(this, _target, Watch, CancelToken);
        var patterns = OutputPatterns.Of(Metric ?? [], MetricFormat);
        NoteFacts(_target, new()
        {
            ["file"] = start.FilePath, ["arguments"] = SecretArguments.Masked(start.Arguments), ["workingFolder"] = WorkingFolder,
        });
        return _program = new RecordedProgram(this, _target, start, patterns, PassThru);
    }

    private CommandResult RunBlock(Experiment experiment)
    {
        var command = SecretArguments.Text(ScriptBlock.ToString().Trim());
        var start = TimeProvider.System.GetUtcNow();
        SetExitCode(0);
        _files = FollowedFiles.Begin(this, experiment, Watch, CancelToken);
        using var block = new BlockCapture(this, ScriptBlock, experiment);
        block.Begin();
        block.Process(null);
        block.End();
        return new()
        {
            Command = command,
            WorkingFolder = WorkingFolder,
            ExitCode = SessionState.PSVariable.GetValue("global:LASTEXITCODE") as int?,
            StartedAt = start,
            Duration = TimeProvider.System.GetUtcNow() - start,
            Experiment = experiment,
        };
    }

    private void Complete(ExperimentStatus status, string? error)
    {
        if (_opened is not { } experiment)
            return;
        _opened = null;
        try
        {
            if (experiment.IsOpen)
                Await(experiment.CompleteAsync(status, error));
        }
        finally
        {
            Session.Remove(experiment);
        }
    }
}
