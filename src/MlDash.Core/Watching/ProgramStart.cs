namespace MlDash.Watching;

/// <summary>What to run, and how.</summary>
/// <param name="FilePath">Full path of the program.</param>
public sealed record ProgramStart(string FilePath)
{
    /// <summary>Its arguments, each as the program gets it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Full path of its working folder; null: that of this process.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Whether the standard output is shown on a terminal: where the system has pseudo terminals, the program gets one.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether the standard error is shown on a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether Ctrl-C of the terminal reaches the program by itself, so that an interrupt must not be sent to it a second time.</summary>
    public bool HasTerminalInput { get; init; }

    /// <summary>Whether the program reads what is written to <see cref="ProgramRun.Input"/>; else it has the input of this process.</summary>
    public bool HasInput { get; init; }

    /// <summary>Asks for the size of the terminal, at the start and whenever it may have changed.</summary>
    public Func<TerminalSize>? Size { get; init; }

    /// <summary>How long it may run; null: as long as it wants.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long the program has to end after it is asked to, before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to read on after the program has ended, while another process still holds its output open.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(1);
}
