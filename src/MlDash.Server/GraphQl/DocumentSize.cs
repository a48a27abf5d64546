using GraphQLParser.AST;

namespace MlDash.Server.GraphQl;

/// <summary>
/// Bounds what a document may hold as it is written, in all of its definitions: validation walks them all, also fragments that no operation uses and
/// those of a name that is there twice. The largest document of the clients has about 70 fields in 2,000 characters.
/// </summary>
internal static class DocumentSize
{
    /// <summary>The most characters; it bounds the tokens too, of which each has one at least.</summary>
    public const int MostCharacters = 64 * 1024;

    private const int MostDefinitions = 100;
    private const int MostSelections = 2000;
    private const int MostAliases = 500;

    /// <summary>What is wrong with the text of a document, before it is parsed; or null.</summary>
    public static string? Refusal(string query) => query.Length > MostCharacters
        ? $"The query has {query.Length} characters; {MostCharacters} is the most. Pass values as variables, or ask in several queries."
        : null;

    /// <summary>What is wrong with a parsed document, or null.</summary>
    public static string? Refusal(GraphQLDocument document)
    {
        if (document.Definitions.Count > MostDefinitions)
            return $"The query has {document.Definitions.Count} operations and fragments; {MostDefinitions} is the most.";
        var (selections, aliases) = (0, 0);
        var sets = new Stack<GraphQLSelectionSet>(
            document.Definitions.OfType<IHasSelectionSetNode>().Select(d => d.SelectionSet).OfType<GraphQLSelectionSet>());
        while (sets.TryPop(out var set))
        {
            selections += set.Selections.Count;
            foreach (var selection in set.Selections)
            {
                if (selection is GraphQLField { Alias: not null })
                    aliases++;
                if (selection is IHasSelectionSetNode { SelectionSet: { } inner })
                    sets.Push(inner);
            }
        }
        if (selections > MostSelections)
            return $"The query names {selections} fields and fragments; {MostSelections} is the most. Ask in several queries.";
        return aliases > MostAliases ? $"The query has {aliases} aliases; {MostAliases} is the most. Ask in several queries." : null;
    }
}
