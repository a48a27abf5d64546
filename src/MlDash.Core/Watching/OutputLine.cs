namespace MlDash.Watching;

/// <summary>A line that a program wrote.</summary>
/// <param name="stream">The stream it came from.</param>
/// <param name="text">The text without its end; valid until the call returns.</param>
/// <param name="time">When it came.</param>
/// <param name="isRedrawn">Whether the program is about to write over it, as a progress bar does.</param>
/// <param name="part">The number of the part, from 1, when the line is too long for one; else 0.</param>
public readonly ref struct OutputLine(OutputSource stream, ReadOnlyMemory<char> text, DateTimeOffset time, bool isRedrawn, int part)
{
    /// <summary>The stream it came from.</summary>
    public OutputSource Stream { get; } = stream;

    /// <summary>The text without its end; valid until the call returns.</summary>
    public ReadOnlyMemory<char> Text { get; } = text;

    /// <summary>When it came.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>Whether the program is about to write over it, as a progress bar does.</summary>
    public bool IsRedrawn { get; } = isRedrawn;

    /// <summary>The number of the part, from 1, when the line is too long for one; else 0.</summary>
    public int Part { get; } = part;
}
