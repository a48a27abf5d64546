using System.Management.Automation;
using System.Text;
using MlDash.Cmdlets.Capture;
using MlDash.Cmdlets.Waiting;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <summary>Runs a program for a command: what it writes is shown where PowerShell would show it, or goes down the pipeline.</summary>
internal sealed class WatchedProgram : IDisposable
{
    private static readonly TimeSpan _inputPause = TimeSpan.FromMilliseconds(20);

    private readonly PSCmdlet _command;
    private readonly PipedOutput _piped;
    private readonly StreamReturn _errors;
    private readonly bool _mergesErrors;
    private readonly PipedInput? _input;
    private readonly ProgramRun _run;

    /// <param name="command">The command.</param>
    /// <param name="start">What to run; where its output is shown is added here.</param>
    /// <param name="sink">Takes the output, too.</param>
    /// <param name="isOutputAside">Whether the pipeline is for something else, so that the output is only shown.</param>
    public WatchedProgram(PSCmdlet command, ProgramStart start, IOutputSink sink, bool isOutputAside)
    {
        _command = command;
        _errors = new StreamReturn(command, (EngineIntrinsics)command.SessionState.PSVariable.GetValue("ExecutionContext"));
        _mergesErrors = OutputPlaces.MergesErrors(command);
        _piped = new PipedOutput(isOutputAside ? command.Host.UI.WriteLine : command.WriteObject, WriteError);
        var isConsole = OutputPlaces.IsConsole(command);
        var showsOutput = OutputPlaces.ShowsOutput(command) || (isOutputAside && isConsole);
        var showsErrors = OutputPlaces.ShowsErrors(command);
        _run = ProgramRun.Start(
            start with
            {
                IsOutputTerminal = showsOutput && !Console.IsOutputRedirected,
                IsErrorTerminal = showsErrors && !Console.IsErrorRedirected,
                HasTerminalInput = isConsole && !Console.IsInputRedirected,
                Size = static () => new(Console.WindowWidth, Console.WindowHeight),
            },
            new OutputCopy(
                showsOutput ? Shown(Console.OpenStandardOutput()) : bytes => _piped.Add(OutputSource.Output, bytes),
                showsErrors ? Shown(Console.OpenStandardError()) : bytes => _piped.Add(OutputSource.Error, bytes),
                sink),
            TimeProvider.System);
        if (_run.Input is { } input)
            _input = new PipedInput(input, command.SessionState.PSVariable.GetValue("OutputEncoding") as Encoding ?? new UTF8Encoding(false));
        _run.Ended.ContinueWith(_ => _piped.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Gives an object of the pipeline to the program, and passes on what it has written meanwhile.</summary>
    /// <exception cref="OperationCanceledException">As for <see cref="Wait"/>.</exception>
    public void Feed(object? input, CancellationToken cancellationToken) => Guard(() => Add(_input!.PiecesOf(input), cancellationToken), cancellationToken);

    /// <summary>Waits for the end of the program.</summary>
    /// <param name="cancellationToken">Cancelled when the pipeline is stopped: the program is interrupted then, and this waits for its end.</param>
    /// <exception cref="OperationCanceledException">The pipeline was stopped; the program has ended.</exception>
    public ProgramResult Wait(CancellationToken cancellationToken)
    {
        Guard(
            () =>
            {
                if (_input is not null)
                    Add(_input.LastPieces(), cancellationToken);
                _input?.Complete();
                _piped.Pump(cancellationToken);
            },
            cancellationToken);
        return AsyncBridge.Await(_run.Ended);
    }

    /// <summary>What still runs was left by what comes before it in the pipeline, and is stopped.</summary>
    public void Dispose()
    {
        if (!_run.Ended.IsCompleted)
        {
            _run.Stop();
            _input?.Complete();
            _piped.Discard();
        }

        _input?.Dispose();
        _piped.Dispose();
        _errors.Dispose();
        _run.Dispose();
    }

    /// <summary>The program may wait for somebody to take its output before it reads on.</summary>
    private void Add(IEnumerable<byte[]> pieces, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
        {
            while (!_input!.TryAdd(piece))
                _piped.PumpSome(_inputPause, cancellationToken);
        }

        _piped.PumpSome(TimeSpan.Zero, cancellationToken);
    }

    private void Guard(Action step, CancellationToken cancellationToken)
    {
        try
        {
            step();
        }
        catch
        {
            // Ctrl-C interrupts the program; a command downstream that needs no more stops it.
            if (cancellationToken.IsCancellationRequested)
                _run.Interrupt();
            else
                _run.Stop();
            _input?.Complete();
            _piped.Discard();
            throw;
        }
    }

    private static OutputWriter Shown(Stream stream) => bytes =>
    {
        stream.Write(bytes);
        stream.Flush();
    };

    /// <summary>A line of the standard error is an error by name only, as it is of every native program: no preference makes it one.</summary>
    private void WriteError(string line)
    {
        var record = new ErrorRecord(new RemoteException(line), "NativeCommandError", ErrorCategory.NotSpecified, line);
        if (_mergesErrors)
            _command.WriteObject(record);
        else
            _errors.Write(record);
    }
}
