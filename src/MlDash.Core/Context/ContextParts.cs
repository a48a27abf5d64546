namespace MlDash.Context;

/// <summary>Which parts of the context are recorded.</summary>
public static class ContextParts
{
    /// <summary>What is recorded unless somebody chooses: what a CI system says is recorded where there is one.</summary>
    public static IReadOnlyList<ContextPart> Default { get; } = [ContextPart.Host, ContextPart.Git, ContextPart.Ci];

    /// <summary>The parts that a text lists, joined by commas; null when it is no such list.</summary>
    public static IReadOnlyList<ContextPart>? Parse(string text)
    {
        var parts = new List<ContextPart>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Enum.GetNames<ContextPart>().FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } name)
                return null;
            parts.Add(Enum.Parse<ContextPart>(name));
        }

        return IsClear(parts) ? parts : null;
    }

    /// <summary>Whether a choice is clear: nothing stands alone.</summary>
    public static bool IsClear(IReadOnlyCollection<ContextPart> parts) => parts.Count < 2 || !parts.Contains(ContextPart.None);
}
