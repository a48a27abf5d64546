namespace MlDash.HelpBuilder.Pages;

/// <summary>The metadata at the head of a page: plain <c>key: value</c> lines between two lines of dashes, in the order of their keys.</summary>
internal sealed class FrontMatter
{
    private const string Fence = "---";

    private readonly SortedDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public string this[string key]
    {
        get => _values.GetValueOrDefault(key, string.Empty);
        set => _values[key] = value;
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Reads the head and says at which line the text begins.</summary>
    /// <exception cref="HelpException">The page has no such head.</exception>
    public static FrontMatter Parse(IReadOnlyList<string> lines, out int end)
    {
        end = lines.Count > 0 && lines[0] == Fence ? lines.Skip(1).ToList().IndexOf(Fence) : -1;
        if (end < 0)
            throw new HelpException("the metadata between two lines '---' at the head is missing");
        var front = new FrontMatter();
        foreach (var line in lines.Skip(1).Take(end))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
                throw new HelpException($"expected 'key: value' in the head, but found '{line}'");
            front[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        end += 2;
        return front;
    }

    public override string ToString() => $"{Fence}\n{string.Concat(_values.Select(pair => $"{pair.Key}: {pair.Value}".TrimEnd() + "\n"))}{Fence}\n";
}
