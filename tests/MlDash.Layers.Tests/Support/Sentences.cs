namespace MlDash.Layers.Tests;

/// <summary>Asserts that nothing was found, and shows all that was: a list is cut off by the assertion of a collection.</summary>
internal static class Sentences
{
    public static void None(IEnumerable<string> found)
    {
        var sentences = found.Order(StringComparer.Ordinal).ToList();
        Assert.True(sentences.Count == 0, string.Join('\n', sentences));
    }
}
