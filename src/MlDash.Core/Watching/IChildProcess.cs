namespace MlDash.Watching;

/// <summary>A program that was started, as its system sees it.</summary>
internal interface IChildProcess : IDisposable
{
    /// <summary>Its number.</summary>
    int Id { get; }

    /// <summary>The time stamp of its start.</summary>
    long StartStamp { get; }

    /// <summary>What the program reads; null when it has the input of this process.</summary>
    Stream? Input { get; }

    /// <summary>Reads what the program has written.</summary>
    /// <returns>The number of bytes; 0 at the end of the stream; -1 when nothing has come for a while.</returns>
    int Read(OutputSource stream, Span<byte> buffer);

    /// <summary>Waits for the end of the program, not of those it started.</summary>
    ChildEnd WaitForEnd();

    /// <summary>Looks at the memory of the program and of those it started.</summary>
    /// <returns>The most that was seen so far, in bytes; null when nothing was.</returns>
    long? SampleMemory();

    /// <summary>Passes on the size of the terminal.</summary>
    void Resize();

    /// <summary>Asks the program to stop, as Ctrl-C does.</summary>
    void Interrupt();

    /// <summary>Ends the program and all it started.</summary>
    /// <param name="byForce">Whether to kill them, instead of asking.</param>
    void EndTree(bool byForce);
}
