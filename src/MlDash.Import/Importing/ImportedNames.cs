using System.Security.Cryptography;
using System.Text;
using MlDash.Experiments;

namespace MlDash.Import.Importing;

/// <summary>Names of other trackers as names that every disk and server takes. What is allowed stays as it is.</summary>
internal static class ImportedNames
{
    /// <summary>A name of several segments.</summary>
    /// <param name="name">The name as its tracker has it.</param>
    /// <param name="empty">The name of what has none.</param>
    public static string Path(string name, string empty)
    {
        var segments = name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Segment).ToArray();
        return segments.Length == 0 ? empty : string.Join('/', segments);
    }

    /// <summary>The path of a file: one that may be saved here stays, such as <c>metadata.json</c>, which is no file of the format there.</summary>
    public static string File(string path)
    {
        try
        {
            return string.Join('/', PathRules.SplitFile(path));
        }
        catch (ExperimentException)
        {
            return Path(path, "file");
        }
    }

    /// <summary>The path of an experiment: below another one, none of its segments is a folder that experiments keep their data in.</summary>
    public static string Experiment(string path) =>
        string.Join('/', path.Split('/').Select((segment, at) => at > 0 && ExperimentPath.IsDataFolder(segment) ? $"_{segment}" : segment));

    /// <summary>A name that is one segment.</summary>
    public static string Segment(string name)
    {
        var letters = new StringBuilder();
        foreach (var letter in name.EnumerateRunes())
        {
            if (letter.Value == '/' || Rune.IsControl(letter) || PathRules.IsRefused(letter) || letter == Rune.ReplacementChar)
                letters.Append('_');
            else
                letters.Append(letter.ToString());
        }

        var text = letters.ToString();
        if (text.Length == 0 || text[^1] is '.' or ' ')
            text = $"{text.TrimEnd('.', ' ')}_";
        if (PathRules.IsDevice(text) || PathRules.IsOfFormat(text))
            text = $"_{text}";
        return Shortened(text);
    }

    /// <summary>A name that is too long keeps its begin, and a digest of the whole.</summary>
    private static string Shortened(string text)
    {
        if (PathRules.TooLong(text) is null)
            return text;
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12].ToLowerInvariant();
        var begin = text;
        while (PathRules.TooLong($"{begin}~{digest}") is not null)
            begin = begin[..^(char.IsLowSurrogate(begin[^1]) ? 2 : 1)];
        return $"{begin}~{digest}";
    }
}
