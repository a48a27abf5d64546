namespace MlDash.Protocol;

/// <summary>The words for the levels of log entries, as they are stored and sent.</summary>
public static class LevelWords
{
    /// <summary>The word of an entry that has no level.</summary>
    public const string Default = "info";

    private static readonly string[] _words = ["debug", "info", "warn", "error", "fatal"];

    /// <summary>The words, from least to most grave.</summary>
    public static IReadOnlyList<string> All => _words;

    /// <summary>The place of a word in <see cref="All"/>, in any case; -1 when it is none of them.</summary>
    public static int IndexOf(string? word) => Array.FindIndex(_words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
}
