using System.Management.Automation;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <summary>A program that runs and is recorded in an experiment.</summary>
internal sealed class RecordedProgram : IDisposable
{
    private readonly Experiment _experiment;
    private readonly ProgramStart _start;
    private readonly ProgramLog _log;
    private readonly ProgramNumbers _numbers;
    private readonly IReadOnlyList<NumberPattern> _patterns;
    private readonly WatchedProgram _program;

    /// <param name="command">The command.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="start">What to run.</param>
    /// <param name="patterns">Numbers to look for in the output.</param>
    /// <param name="isOutputAside">Whether the pipeline is for something else than the output.</param>
    public RecordedProgram(PSCmdlet command, Experiment experiment, ProgramStart start, IReadOnlyList<NumberPattern> patterns, bool isOutputAside)
    {
        (_experiment, _start, _patterns) = (experiment, start, patterns);
        _log = new ProgramLog(experiment, TimeProvider.System);
        _numbers = new ProgramNumbers(experiment, patterns);
        var lines = new OutputLines(new LineSinks(_log, _numbers), TimeProvider.System);
        _program = new WatchedProgram(command, start, new OutputBuffer(lines, TimeProvider.System), isOutputAside);
    }

    /// <inheritdoc cref="WatchedProgram.Feed"/>
    public void Feed(object? input, CancellationToken cancellationToken) => _program.Feed(input, cancellationToken);

    /// <inheritdoc cref="WatchedProgram.Wait"/>
    /// <param name="warn">Says what was not recorded.</param>
    /// <param name="cancellationToken">Interrupts the program.</param>
    public CommandResult Wait(Action<string> warn, CancellationToken cancellationToken)
    {
        var result = _program.Wait(cancellationToken);
        if (_log.Fault is { } fault)
            warn($"The log does not have everything that the program wrote: {fault.Message}");
        if (_numbers.Fault is { } lost)
            warn($"Not all numbers of the output were recorded: {lost.Message}");
        foreach (var pattern in _patterns.Where(pattern => pattern.SlowLines > 0))
            warn($"The pattern '{pattern.Text}' took too long for {pattern.SlowLines} lines, whose numbers are missing. Write it more simply.");
        if (result.IsOutputHeld && _experiment.IsOpen)
            _experiment.Log.Write(
                LogLevel.Warn, $"A process that '{_start.FilePath}' started still has its output open. What it writes from now on is not recorded.");
        return new()
        {
            Command = _start.FilePath,
            Arguments = SecretArguments.Masked(_start.Arguments),
            WorkingFolder = _start.WorkingFolder,
            ExitCode = result.ExitCode,
            StartedAt = result.StartedAt,
            Duration = result.Duration,
            CpuTime = result.CpuTime,
            PeakMemory = result.PeakMemory,
            TimedOut = result.IsTimedOut,
            Experiment = _experiment,
        };
    }

    public void Dispose() => _program.Dispose();
}
