using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>
/// A program that runs as if it ran alone: its input, working folder and signals are those it would have, and its output comes to a sink as it is written.
/// </summary>
public sealed class ProgramRun : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan _firstSample = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _samplePause = TimeSpan.FromMilliseconds(500);

    private readonly object _gate = new();
    private readonly ProgramStart _start;
    private readonly IOutputSink _sink;
    private readonly TimeProvider _clock;
    private readonly IChildProcess _child;
    private readonly DateTimeOffset _startedAt;
    private readonly PosixSignalRegistration? _resized;
    private readonly TaskCompletionSource<ProgramResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildEnd? _end;
    private TimeSpan _duration;
    private int _openStreams = 2;
    private bool _isCut;
    private TimeSpan? _killAt;
    private Exception? _fault;

    private ProgramRun(ProgramStart start, IOutputSink sink, TimeProvider clock)
    {
        _start = start;
        _sink = sink;
        _clock = clock;
        _startedAt = clock.GetUtcNow();
        _child = OperatingSystem.IsWindows() ? new WindowsChild(start, clock) : new UnixChild(start, clock);
        if (start.Size is not null && !OperatingSystem.IsWindows())
            _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _child.Resize());
    }

    /// <summary>The number of the process.</summary>
    public int ProcessId => _child.Id;

    /// <summary>Ends when the program has ended and its output has been read; fails with what the sink threw.</summary>
    public Task<ProgramResult> Ended => _ended.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="start">What to run.</param>
    /// <param name="sink">Takes the output.</param>
    /// <param name="clock">The clock for its times.</param>
    /// <exception cref="ConfigurationException"><c>ProgramNotStarted</c>.</exception>
    public static ProgramRun Start(ProgramStart start, IOutputSink sink, TimeProvider clock)
    {
        var run = new ProgramRun(start, sink, clock);
        Begin("output", () => run.Read(OutputSource.Output));
        Begin("error", () => run.Read(OutputSource.Error));
        Begin("end", run.WaitForEnd);
        Begin("watch", run.Watch);
        return run;

        static void Begin(string name, Action work) => new Thread(() => work()) { IsBackground = true, Name = $"MlDash program {name}" }.Start();
    }

    /// <summary>Asks the program to stop, as Ctrl-C does; where that has reached it by itself, nothing is sent. Ends all of it after the grace.</summary>
    public void Interrupt()
    {
        if (!_start.HasTerminalInput)
            _child.Interrupt();
        KillAfterGrace();
    }

    /// <summary>Ends the program and all it started: asks first, and kills what is left after the grace.</summary>
    public void Stop()
    {
        _child.EndTree(byForce: false);
        KillAfterGrace();
    }

    /// <summary>Frees what it holds; a program that still runs continues.</summary>
    public void Dispose() => _resized?.Dispose();

    private void KillAfterGrace()
    {
        lock (_gate)
        {
            _killAt ??= Elapsed + _start.Grace;
            Monitor.PulseAll(_gate);
        }
    }

    private TimeSpan Elapsed => _clock.GetElapsedTime(_child.StartStamp);

    private void Read(OutputSource stream)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (!Volatile.Read(ref _isCut) && _child.Read(stream, buffer) is var count and not 0)
            {
                if (count > 0 && !Volatile.Read(ref _isCut))
                    _sink.Take(stream, buffer.AsSpan(0, count));
            }

            _sink.Complete(stream);
        }
        catch (Exception fault)
        {
            // Who cannot be written to any more ends the program, as a closed pipe would.
            Volatile.Write(ref _fault, fault);
            Stop();
        }

        lock (_gate)
        {
            _openStreams--;
            Monitor.PulseAll(_gate);
        }
    }

    private void WaitForEnd()
    {
        var end = _child.WaitForEnd();
        lock (_gate)
        {
            _duration = Elapsed;
            _end = end;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Looks at the memory, keeps the limit of time, and puts the result together.</summary>
    private void Watch()
    {
        var (memory, isTimedOut, pause) = ((long?)null, false, _firstSample);
        while (true)
        {
            memory = _child.SampleMemory() ?? memory;
            bool mustEnd, mustKill;
            lock (_gate)
            {
                if (_end is null)
                    Monitor.Wait(_gate, Until(pause, _start.Timeout, _killAt));
                if (_end is not null)
                    break;
                mustEnd = !isTimedOut && _start.Timeout is { } limit && Elapsed >= limit;
                mustKill = _killAt is { } end && Elapsed >= end;
            }

            // Short programs are seen, too, and long ones cost nothing.
            pause = pause * 2 < _samplePause ? pause * 2 : _samplePause;
            if (mustEnd)
            {
                isTimedOut = true;
                Stop();
            }
            else if (mustKill)
            {
                _child.EndTree(byForce: true);
            }
        }

        if (_killAt is not null)
            EndRest();
        var isHeld = Drain();
        Finish(new(_end.Value.ExitCode, _startedAt, _duration, _end.Value.CpuTime, memory)
        {
            Signal = _end.Value.Signal,
            IsTimedOut = isTimedOut,
            IsOutputHeld = isHeld,
        });
    }

    /// <summary>What the program started may have outlived it, and has the rest of the grace.</summary>
    private void EndRest()
    {
        lock (_gate)
        {
            while (_openStreams > 0 && _killAt - Elapsed is { } rest && rest > TimeSpan.Zero)
                Monitor.Wait(_gate, rest);
        }

        _child.EndTree(byForce: true);
    }

    /// <summary>Waits for the end of the streams.</summary>
    /// <returns>Whether one is still held open by another process.</returns>
    private bool Drain()
    {
        lock (_gate)
        {
            var end = Elapsed + _start.DrainLimit;
            while (_openStreams > 0 && end - Elapsed is { } rest && rest > TimeSpan.Zero)
                Monitor.Wait(_gate, rest);
            var isHeld = _openStreams > 0;
            Volatile.Write(ref _isCut, isHeld);
            // Readers that can be interrupted end now; others end with what they wait for.
            var last = Elapsed + TimeSpan.FromSeconds(1);
            while (_openStreams > 0 && last - Elapsed is { } rest && rest > TimeSpan.Zero)
                Monitor.Wait(_gate, rest);
            return isHeld;
        }
    }

    private void Finish(ProgramResult result)
    {
        Dispose();
        if (_openStreams == 0)
            _child.Dispose();
        if (_fault is { } fault)
            _ended.SetException(fault);
        else
            _ended.SetResult(result);
    }

    private TimeSpan Until(TimeSpan pause, params ReadOnlySpan<TimeSpan?> ends)
    {
        var wait = pause;
        foreach (var end in ends)
        {
            if (end - Elapsed is { } rest && rest < wait)
                wait = rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1);
        }

        return wait;
    }
}
