namespace MlDash.Watching;

/// <summary>Reads one stream of a program to its end, on a thread of its own.</summary>
/// <param name="child">The program.</param>
/// <param name="stream">The stream.</param>
/// <param name="sink">Takes what is read.</param>
/// <param name="clock">The clock.</param>
/// <param name="ended">Called at the end, with the fault of the sink if it has failed.</param>
internal sealed class OutputReading(IChildProcess child, OutputSource stream, IOutputSink sink, TimeProvider clock, Action<Exception?> ended)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>More than any pipe or pseudo terminal holds: what comes behind it is not of the program that has ended.</summary>
    private const long MostHeld = 1 << 20;

    /// <summary>What is there is read at once; a read that takes longer waits for somebody to write.</summary>
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private long _waitingSince;
    private long _afterEnd;
    private bool _programHasEnded;
    private bool _isComplete;

    /// <summary>Whether all that the program itself has written was taken, so that only others still hold the stream open.</summary>
    public bool HasAllOfProgram =>
        Volatile.Read(ref _afterEnd) >= MostHeld
        || (Volatile.Read(ref _waitingSince) is var since and > 0 && clock.GetElapsedTime(since) >= _quiet);

    /// <summary>Begins.</summary>
    public void Start() => new Thread(Read) { IsBackground = true, Name = $"MlDash program {stream}" }.Start();

    /// <summary>Says that the program has ended.</summary>
    public void NoteEnd() => Volatile.Write(ref _programHasEnded, true);

    /// <summary>Takes nothing more. A read that waits does so until it ends by itself, and what it finds is dropped.</summary>
    public void Cut() => Complete();

    private void Read()
    {
        Exception? fault = null;
        try
        {
            var buffer = new byte[BufferSize];
            while (!Volatile.Read(ref _isComplete) && Next(buffer) is var count and not 0)
                Take(buffer.AsSpan(0, count));
            Complete();
        }
        catch (Exception failed)
        {
            fault = failed;
        }

        ended(fault);
    }

    /// <summary>Waits for the next bytes.</summary>
    private int Next(byte[] buffer)
    {
        Volatile.Write(ref _waitingSince, clock.GetTimestamp());
        int count;
        do
            count = child.Read(stream, buffer);
        while (count < 0 && !Volatile.Read(ref _isComplete));
        Volatile.Write(ref _waitingSince, 0);
        return Math.Max(0, count);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (Volatile.Read(ref _programHasEnded))
            Volatile.Write(ref _afterEnd, _afterEnd + bytes.Length);
        lock (_gate)
        {
            if (!_isComplete)
                sink.Take(stream, bytes);
        }
    }

    private void Complete()
    {
        lock (_gate)
        {
            if (_isComplete)
                return;
            _isComplete = true;
            sink.Complete(stream);
        }
    }
}
