namespace MlDash.Mutants;

/// <summary>The list of mutants, or the tree they are planted in, is not as it must be.</summary>
internal sealed class MutantException(string message) : Exception(message);
