namespace MlDash.Watching;

/// <summary>The streams that a program writes to.</summary>
public enum OutputSource
{
    /// <summary>The standard output.</summary>
    Output,

    /// <summary>The standard error.</summary>
    Error,
}
