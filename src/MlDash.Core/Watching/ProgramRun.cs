using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>
/// A program that runs as if it ran alone: its input, working folder and signals are those it would have, and its output comes to a sink as it is written.
/// </summary>
public sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan _firstSample = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _samplePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _drainPause = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly ProgramStart _start;
    private readonly TimeProvider _clock;
    private readonly IChildProcess _child;
    private readonly OutputReading[] _readings;
    private readonly DateTimeOffset _startedAt;
    private readonly PosixSignalRegistration? _resized;
    private readonly TaskCompletionSource<ProgramResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildEnd? _end;
    private TimeSpan _duration;
    private int _openStreams = 2;
    private TimeSpan? _killAt;
    private Exception? _fault;

    private ProgramRun(ProgramStart start, IOutputSink sink, TimeProvider clock)
    {
        _start = start;
        _clock = clock;
        _startedAt = clock.GetUtcNow();
        _child = OperatingSystem.IsWindows() ? new WindowsChild(start, clock) : new UnixChild(start, clock);
        _readings = [ReadingOf(OutputSource.Output), ReadingOf(OutputSource.Error)];
        if (start.Size is not null && !OperatingSystem.IsWindows())
            _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _child.Resize());

        OutputReading ReadingOf(OutputSource stream) => new(_child, stream, sink, clock, NoteEndOfStream);
    }

    /// <summary>The number of the process.</summary>
    public int ProcessId => _child.Id;

    /// <summary>What the program reads, if its start asks for that; to be closed at the end of the input. Once the program has ended, writing fails.</summary>
    public Stream? Input => _child.Input;

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
        foreach (var reading in run._readings)
            reading.Start();
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

    /// <summary>Who cannot be written to any more ends the program, as a closed pipe would.</summary>
    private void NoteEndOfStream(Exception? fault)
    {
        if (fault is not null)
        {
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

    /// <summary>
    /// Waits for the end of the streams. Others may hold them open, and are not waited for; what the program itself has written is read, however long its
    /// reader takes.
    /// </summary>
    /// <returns>Whether one is still held open by another process.</returns>
    private bool Drain()
    {
        foreach (var reading in _readings)
            reading.NoteEnd();
        lock (_gate)
        {
            var limit = Elapsed + _start.DrainLimit;
            while (_openStreams > 0 && !(Elapsed >= limit && _readings.All(reading => reading.HasAllOfProgram)))
                Monitor.Wait(_gate, _drainPause);
            if (_openStreams == 0)
                return false;
        }

        foreach (var reading in _readings)
            reading.Cut();
        lock (_gate)
        {
            // Reads that can be interrupted end now; others end with what they wait for.
            var last = Elapsed + TimeSpan.FromSeconds(1);
            while (_openStreams > 0 && last - Elapsed is { } rest && rest > TimeSpan.Zero)
                Monitor.Wait(_gate, rest);
        }

        return true;
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
