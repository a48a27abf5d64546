using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace MlDash.Cmdlets.Capture;

/// <summary>
/// Runs a block step by step, so that all it writes is noted in the log of its experiment on the way to where it goes anyway.
/// </summary>
/// <remarks>
/// Two pipelines, one in the other: <c>block | sign</c> is the block, whose output is signed; it runs inside the first command of
/// <c>frame | note</c>, which merges all streams of the block into one. There all comes by in its order, while the block runs: what is signed is output
/// and passed to the caller, the rest is written back to the stream it came from. Without the tag, errors that the block has merged into its output
/// itself, or caught and written there, could not be told from errors.
/// </remarks>
internal sealed class BlockCapture : IBlockSteps
{
    private static readonly ScriptBlock _signedBlock = ScriptBlock.Create("param($Block, $Experiment, $Sign) & $Block $Experiment | & $Sign");

    /// <summary>
    /// The merge counts where the block's pipeline is made, and lasts as long as this command. Dot-sourced and without variables, so that the block sees
    /// the scope of its caller, and nothing else, above its own.
    /// </summary>
    private static readonly ScriptBlock _frameBlock =
        ScriptBlock.Create("begin { $args[0].Invoke() *>&1 } process { $args[1].Invoke() } end { $args[2].Invoke() }");

    private static readonly ScriptBlock _notedFrameBlock = ScriptBlock.Create(
        "param($Frame, $Begin, $Process, $End, $Note, $Log, $Return) . $Frame $Begin $Process $End | & $Note -Log $Log -Return $Return");

    private static readonly CmdletInfo _sign = new("Write-MlDashSignedOutput", typeof(SignOutputCommand));
    private static readonly CmdletInfo _note = new("Write-MlDashNote", typeof(NoteStreamsCommand));

    private readonly PSCmdlet _command;
    private readonly EngineIntrinsics _engine;
    private readonly Func<SteppablePipeline> _makeBlock;
    private readonly StreamLog _log;
    private readonly StreamReturn _return;
    private readonly ProgressWatch _watch;
    private readonly SteppablePipeline _frame;
    private SteppablePipeline? _block;
    private PSObject? _input;
    private Exception? _fault;

    /// <param name="command">The command that runs the block, in its begin step.</param>
    /// <param name="block">The block.</param>
    /// <param name="experiment">The experiment, the block's first argument.</param>
    public BlockCapture(PSCmdlet command, ScriptBlock block, Experiment experiment)
    {
        _command = command;
        _log = new StreamLog(experiment);
        _engine = (EngineIntrinsics)command.SessionState.PSVariable.GetValue("ExecutionContext");
        _return = new StreamReturn(command, _engine);
        _watch = new ProgressWatch(_engine.InvokeCommand, _log);
        _makeBlock = () => _signedBlock.GetSteppablePipeline(CommandOrigin.Internal, [block, experiment, _sign]);
        object[] frame = [_frameBlock, new Action(BeginBlock), new Action(ProcessBlock), new Action(EndBlock), _note, _log, _return];
        _frame = Unredirected(() => _notedFrameBlock.GetSteppablePipeline(CommandOrigin.Internal, frame));
    }

    public void Begin() => Run(() => _frame.Begin(_command));

    public void Process(PSObject? input) => Run(() =>
    {
        _input = input;
        _frame.Process(input);
    });

    public void End()
    {
        Run(() => _frame.End());
        _log.End();
        _watch.End();
        if (_log.Fault is { } fault)
            _command.WriteWarning($"The log does not have everything that the block wrote: {fault.Message}");
    }

    public void Dispose()
    {
        _watch.Dispose();
        _block?.Dispose();
        _frame.Dispose();
        _return.Dispose();
    }

    /// <summary>
    /// Makes a pipeline that does not take over where the caller of the command has redirected streams to: they are to be noted first. What is written in the
    /// end goes where the caller wants it, by <see cref="StreamReturn"/>.
    /// </summary>
    private static SteppablePipeline Unredirected(Func<SteppablePipeline> make)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$args[0].Invoke()", useLocalScope: false).AddArgument(make).Invoke<SteppablePipeline>()[0];
    }

    private void BeginBlock() => Keep(() =>
    {
        _block = _makeBlock();
        _block.Begin(_command.MyInvocation.ExpectingInput, _engine);
    });

    private void ProcessBlock() => Keep(() => _block!.Process(_input));

    private void EndBlock() => Keep(() => _block!.End());

    /// <summary>What leaves the block goes around the frame, which would wrap it into an exception of its own.</summary>
    private void Keep(Action step)
    {
        try
        {
            if (_fault is null)
                step();
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }

    private void Run(Action step)
    {
        step();
        if (_fault is null)
            return;
        _log.End();
        if (_fault is RuntimeException { ErrorRecord: { } error } and not PipelineStoppedException)
            _log.Error(error);
        ExceptionDispatchInfo.Throw(_fault);
    }
}
