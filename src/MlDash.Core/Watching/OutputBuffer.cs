using System.Buffers;
using System.Runtime.ExceptionServices;

namespace MlDash.Watching;

/// <summary>
/// Keeps what a program writes until its lines have been taken, on a thread of its own. A program that writes a lot at once, or a disk that is busy for some
/// seconds, costs memory, and not the time of the program.
/// </summary>
/// <param name="lines">Takes what was kept, in the order in which it came, with the time of that.</param>
/// <param name="clock">The clock for the times.</param>
/// <param name="mostBytes">How much is kept; when it is full, the program waits.</param>
public sealed class OutputBuffer(OutputLines lines, TimeProvider clock, long mostBytes = OutputBuffer.DefaultSize) : IOutputSink
{
    /// <summary>How much is kept unless something else is asked for.</summary>
    public const long DefaultSize = 64 << 20;

    private readonly object _gate = new();
    private Queue<Chunk> _filling = new();
    private Queue<Chunk> _emptying = new();
    private long _kept;
    private long _added;
    private long _passed;
    private int _waiting;
    private int _openStreams = 2;
    private bool _hasStarted;
    private bool _isIdle;
    private Exception? _fault;

    /// <inheritdoc />
    public void Take(OutputSource stream, ReadOnlySpan<byte> bytes)
    {
        var memory = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(memory);
        lock (_gate)
        {
            while (_kept >= mostBytes && _fault is null)
                WaitForLines();
            Add(new(stream, memory, bytes.Length, clock.GetUtcNow()));
        }
    }

    /// <summary>Waits until all that was kept has been taken.</summary>
    /// <inheritdoc />
    public void Complete(OutputSource stream)
    {
        lock (_gate)
        {
            Add(new(stream, [], 0, clock.GetUtcNow()));
            for (var last = _added; _passed < last && _fault is null;)
                WaitForLines();
            ThrowFault();
        }
    }

    private void Add(Chunk chunk)
    {
        ThrowFault();
        _filling.Enqueue(chunk);
        _added++;
        _kept += chunk.Memory.Length;
        if (!_hasStarted)
            new Thread(Empty) { IsBackground = true, Name = "MlDash program lines" }.Start();
        _hasStarted = true;
        if (_isIdle)
            Monitor.PulseAll(_gate);
    }

    private void WaitForLines()
    {
        _waiting++;
        Monitor.Wait(_gate);
        _waiting--;
    }

    private void ThrowFault()
    {
        if (_fault is not null)
            ExceptionDispatchInfo.Throw(_fault);
    }

    private void Empty()
    {
        try
        {
            while (_openStreams > 0)
            {
                foreach (var chunk in Next())
                    Pass(chunk);
            }
        }
        catch (Exception fault)
        {
            lock (_gate)
            {
                _fault = fault;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Queue<Chunk> Next()
    {
        lock (_gate)
        {
            _emptying.Clear();
            _isIdle = true;
            while (_filling.Count == 0)
                Monitor.Wait(_gate);
            _isIdle = false;
            (_filling, _emptying) = (_emptying, _filling);
            return _emptying;
        }
    }

    private void Pass(in Chunk chunk)
    {
        if (chunk.Length > 0)
        {
            lines.Take(chunk.Stream, chunk.Memory.AsSpan(0, chunk.Length), chunk.Time);
            ArrayPool<byte>.Shared.Return(chunk.Memory);
        }
        else
        {
            lines.Complete(chunk.Stream);
            _openStreams--;
        }

        lock (_gate)
        {
            _passed++;
            _kept -= chunk.Memory.Length;
            if (_waiting > 0)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Bytes of a stream; none at its end.</summary>
    private readonly record struct Chunk(OutputSource Stream, byte[] Memory, int Length, DateTimeOffset Time);
}
