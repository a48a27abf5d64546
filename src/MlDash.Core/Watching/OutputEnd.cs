using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace MlDash.Watching;

/// <summary>The end of a pipe or of a pseudo terminal that a program's output is read from, and the other end until the program has it.</summary>
internal sealed unsafe class OutputEnd : IDisposable
{
    /// <summary>What reading a pseudo terminal says when no process has it open any more.</summary>
    private const int InputOutputError = 5;
    private const int PollPause = 100;

    private readonly AnonymousPipeServerStream? _pipe;
    private readonly int _reading;
    private int _writing;

    /// <param name="isTerminal">Whether the program is to see a terminal; without a free one it gets a pipe.</param>
    public OutputEnd(bool isTerminal)
    {
        if (isTerminal && Posix.OpenTerminal(out _writing) is var terminal and >= 0)
        {
            _reading = terminal;
            IsTerminal = true;
            Posix.PassOutputUnchanged(_writing);
            return;
        }

        _pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        _reading = (int)_pipe.SafePipeHandle.DangerousGetHandle();
        _writing = (int)_pipe.ClientSafePipeHandle.DangerousGetHandle();
    }

    public bool IsTerminal { get; }

    /// <summary>What the program writes to.</summary>
    public int Writing => _writing;

    public void Resize(TerminalSize size)
    {
        if (IsTerminal)
            Posix.Resize(_reading, size);
    }

    /// <summary>The program has it: from now on the end of the program is the end of the stream.</summary>
    public void CloseWriting()
    {
        if (_pipe is not null)
            _pipe.DisposeLocalCopyOfClientHandle();
        else if (_writing >= 0)
            _ = Posix.Close(_writing);
        _writing = -1;
    }

    /// <inheritdoc cref="IChildProcess.Read"/>
    public int Read(Span<byte> buffer)
    {
        var entry = new Posix.PollEntry { File = _reading, Events = Posix.PollIn };
        if (Posix.Poll(&entry, 1, PollPause) <= 0)
            return -1;
        fixed (byte* start = buffer)
        {
            var count = (int)Posix.Read(_reading, start, (nuint)buffer.Length);
            if (count >= 0)
                return count;
        }

        return Marshal.GetLastPInvokeError() is var error && error == InputOutputError ? 0
            : error == Posix.Interrupted ? -1
            : throw new IOException($"The output of the program could not be read: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    public void Dispose()
    {
        CloseWriting();
        if (_pipe is not null)
            _pipe.Dispose();
        else
            _ = Posix.Close(_reading);
    }
}
