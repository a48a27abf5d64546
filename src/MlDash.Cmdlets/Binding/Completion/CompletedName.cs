using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>A name that may be meant.</summary>
/// <param name="Text">The name.</param>
/// <param name="Tip">Tells something useful of it; asked only for names that are shown. Null: the name.</param>
/// <param name="Shown">What a menu shows; null: the name.</param>
/// <param name="HoldsMore">Whether the name continues after it.</param>
/// <param name="Typed">What the word is compared with, where the name is written differently from how it is begun; null: the name.</param>
internal sealed record CompletedName(string Text, Func<string?>? Tip = null, string? Shown = null, bool HoldsMore = false, string? Typed = null)
{
    public CompletionResult ToResult(CompletedWord word) => new(
        word.Write(Text),
        Shown ?? Text,
        HoldsMore ? CompletionResultType.ProviderContainer : CompletionResultType.ParameterValue,
        Tip?.Invoke() is { Length: > 0 } tip ? tip : Text);
}
