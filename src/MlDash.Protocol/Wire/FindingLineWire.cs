namespace MlDash.Protocol;

/// <summary>One thing that a check of all that the server holds has found, or the last line.</summary>
/// <param name="Severity"><c>Error</c>: something is damaged or missing; <c>Information</c>.</param>
/// <param name="Kind">What it is, such as <c>ChunkDamaged</c>; <see cref="End"/> in the last line, without which the answer was cut off.</param>
/// <param name="Item">The document, stream or blob; null in the last line.</param>
/// <param name="Message">What is wrong, or what was found in all.</param>
public sealed record FindingLineWire(string Severity, string Kind, string? Item, string Message)
{
    /// <summary>The kind of the last line.</summary>
    public const string End = "End";
}
