using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>An experiment that was given as text: which one it is depends on the other parameters, and is found out when the command runs.</summary>
/// <param name="text">A path, or a pattern of paths.</param>
internal sealed class NamedExperiment(string text) : ExperimentReference
{
    /// <summary>The text as it was given, with <c>/</c> between the segments.</summary>
    public override string Prefix { get; } = PathText.Of(text);

    /// <summary>Not known yet.</summary>
    public override string Root => string.Empty;

    /// <summary>Whether the text may mean several.</summary>
    public bool IsPattern => Wildcard.HasWildcard(Prefix);

    /// <inheritdoc />
    public override string ToString() => Prefix;
}
