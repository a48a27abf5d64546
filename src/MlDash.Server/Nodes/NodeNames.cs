using MlDash.Server.Hosting;

namespace MlDash.Server.Nodes;

/// <summary>What may be a name. Names are labels in a document, never part of a path on disk.</summary>
internal static class NodeNames
{
    private const int Longest = 1024;

    /// <summary>The name, if it may be one.</summary>
    /// <exception cref="ApiException">400 that says what is wrong with it.</exception>
    public static string Check(string? name, string what)
    {
        if (string.IsNullOrEmpty(name))
            throw ApiException.Malformed($"{what} has no name. Give one.");
        if (name.Length > Longest)
            throw ApiException.Malformed($"The name of {what} is longer than {Longest} characters.");
        if (name is "." or ".." || name.Any(char.IsControl))
            throw ApiException.Malformed($"The name of {what} is never '.' or '..' and holds no control characters.");
        return name;
    }
}
