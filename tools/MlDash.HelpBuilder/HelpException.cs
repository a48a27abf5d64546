namespace MlDash.HelpBuilder;

/// <summary>A fault of a page or the module that ends the run. The message says what is wrong, where, and what to do.</summary>
internal sealed class HelpException(string message) : Exception(message);
