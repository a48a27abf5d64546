using System.Collections;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>
/// A program on Linux or macOS. It is started by <c>posix_spawn</c>, because the runtime neither lets a program write to a pseudo terminal nor says what it
/// used; the runtime leaves processes alone that it has not started.
/// </summary>
internal sealed unsafe class UnixChild : IChildProcess
{
    private const int ProcessKind = 1;
    private static readonly object _lending = new();
    private static int _borrowers;

    private readonly object _gate = new();
    private readonly OutputEnd _output;
    private readonly OutputEnd _error;
    private readonly AnonymousPipeServerStream? _input;
    private readonly ProgramStart _start;
    private readonly ProcessTree? _tree;
    private readonly long? _ownPeak;
    private bool _isReaped;
    private bool _isDisposed;
    private long? _peak;

    /// <exception cref="ConfigurationException"><c>ProgramNotStarted</c>.</exception>
    public UnixChild(ProgramStart start, TimeProvider clock)
    {
        _start = start.WorkingFolder is not null && FolderShell.IsNeeded ? FolderShell.Of(start) : start;
        _output = new OutputEnd(start.IsOutputTerminal);
        _error = new OutputEnd(start.IsErrorTerminal);
        _input = start.HasInput ? new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None) : null;
        Resize();
        _ownPeak = ProcessTree.PeakOf(Environment.ProcessId);
        Lend(true);
        try
        {
            (Id, StartStamp) = Spawn(clock);
        }
        catch
        {
            Lend(false);
            Dispose();
            throw;
        }

        _output.CloseWriting();
        _error.CloseWriting();
        _input?.DisposeLocalCopyOfClientHandle();
        _tree = new ProcessTree(Id);
    }

    public int Id { get; }

    public long StartStamp { get; }

    public Stream? Input => _input;

    public int Read(OutputSource stream, Span<byte> buffer) => (stream == OutputSource.Output ? _output : _error).Read(buffer);

    public ChildEnd WaitForEnd()
    {
        // The number stays taken until it is reaped, so that no signal meets another process.
        var information = stackalloc byte[Posix.OpaqueSize];
        while (Posix.WaitKept(ProcessKind, Id, information, Posix.ExitedAndKept) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
        {
        }

        var usage = default(Posix.Usage);
        int status;
        lock (_gate)
        {
            while (Posix.Wait(Id, out status, 0, &usage) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
            {
            }

            _isReaped = true;
            NotePeak(usage.PeakMemory * (OperatingSystem.IsMacOS() ? 1L : 1024L));
        }

        Lend(false);
        var signal = status & 0x7F;
        return signal == 0 ? new((status >> 8) & 0xFF, null, usage.CpuTime) : new(128 + signal, signal, usage.CpuTime);
    }

    public long? SampleMemory()
    {
        var seen = _tree?.Sample();
        lock (_gate)
        {
            if (seen > (_peak ?? 0))
                _peak = seen;
            return _peak;
        }
    }

    public void Resize()
    {
        if (_start.Size is not { } ask)
            return;
        var size = ask();
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _output.Resize(size);
            _error.Resize(size);
            // The terminal has told the program already, which may have asked for the size before it was set here.
            if (Id > 0 && !_isReaped)
                _ = Posix.Kill(Id, Posix.SigWindowChanged);
        }
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            if (!_isReaped)
                _ = Posix.Kill(Id, Posix.SigInt);
        }
    }

    public void EndTree(bool byForce)
    {
        var signal = byForce ? Posix.SigKill : Posix.SigTerm;
        lock (_gate)
        {
            foreach (var process in _tree!.Descendants())
                _ = Posix.Kill(process, signal);
            if (!_isReaped)
                _ = Posix.Kill(Id, signal);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _output.Dispose();
            _error.Dispose();
            _input?.Dispose();
        }
    }

    /// <summary>
    /// The system counts this process as part of the program, because it was it for a moment: what is not more than its own peak says nothing.
    /// </summary>
    private void NotePeak(long used)
    {
        if (used > (_ownPeak ?? 0) * 1.02 && used > (_peak ?? 0))
            _peak = used;
    }

    private (int Id, long StartStamp) Spawn(TimeProvider clock)
    {
        var actions = stackalloc byte[Posix.OpaqueSize];
        var attributes = stackalloc byte[Posix.OpaqueSize];
        var signals = stackalloc byte[Posix.OpaqueSize];
        using var texts = new SpawnText();
        _ = Posix.InitializeActions(actions);
        _ = Posix.InitializeAttributes(attributes);
        try
        {
            if (_input is not null)
                _ = Posix.AddDuplicate(actions, (int)_input.ClientSafePipeHandle.DangerousGetHandle(), 0);
            _ = Posix.AddDuplicate(actions, _output.Writing, 1);
            _ = Posix.AddDuplicate(actions, _error.Writing, 2);
            if (_start.WorkingFolder is { } folder)
                _ = Posix.AddFolder(actions, texts.Of(folder));
            // The runtime ignores it, and a program would inherit that.
            _ = Posix.EmptySignals(signals);
            _ = Posix.AddSignal(signals, Posix.SigPipe);
            _ = Posix.SetFlags(attributes, Posix.SetDefaultSignals);
            _ = Posix.SetDefaults(attributes, signals);
            var arguments = texts.Of([_start.FilePath, .. _start.Arguments]);
            var environment = texts.Of([.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")]);
            var path = texts.Of(_start.FilePath);
            var stamp = clock.GetTimestamp();
            var error = Posix.Spawn(out var process, path, actions, attributes, arguments, environment);
            return error == 0 ? (process, stamp) : throw ProgramErrors.NotStarted(_start, Marshal.GetPInvokeErrorMessage(error), null);
        }
        finally
        {
            _ = Posix.DestroyActions(actions);
            _ = Posix.DestroyAttributes(attributes);
        }
    }

    /// <summary>The first program borrows the terminal, the last one returns it.</summary>
    private static void Lend(bool toChild)
    {
        lock (_lending)
        {
            _borrowers += toChild ? 1 : -1;
            if (_borrowers == (toChild ? 1 : 0))
                Posix.LendTerminal(toChild);
        }
    }
}
