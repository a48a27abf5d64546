namespace MlDash.Server.Checking;

/// <summary>One thing that a check has found.</summary>
/// <param name="IsError">Whether something that was stored is damaged or missing; else it is in the way of nobody, or goes by itself.</param>
/// <param name="Kind">What it is; these words are those of the client where both have the same.</param>
/// <param name="Item">The document, stream or blob.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record Finding(bool IsError, string Kind, string Item, string Message)
{
    /// <summary>Something is damaged or missing.</summary>
    public static Finding Error(string kind, string item, string message) => new(true, kind, item, message);

    /// <summary>Nothing is lost.</summary>
    public static Finding Information(string kind, string item, string message) => new(false, kind, item, message);

    /// <summary>As a line for people and scripts; a name from the data never begins another line.</summary>
    public override string ToString() => $"{(IsError ? "Error" : "Information")}\t{Kind}\t{Item}\t{Message}".ReplaceLineEndings(" ");
}
