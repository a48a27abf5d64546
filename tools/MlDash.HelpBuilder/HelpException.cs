namespace MlDash.HelpBuilder;

/// <summary>Something about a page or the module that nobody can go on with. The message says what was expected, what was found, and what to do.</summary>
internal sealed class HelpException(string message) : Exception(message);
