namespace MlDash.Watching;

/// <summary>Takes the lines of a program, as text without codes of the terminal.</summary>
public interface ILineSink
{
    /// <summary>Takes a line, or a part of one that is too long.</summary>
    void Take(in OutputLine line);
}
