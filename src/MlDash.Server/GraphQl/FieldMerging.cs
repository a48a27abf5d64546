using GraphQLParser.AST;

namespace MlDash.Server.GraphQl;

/// <summary>
/// Fields that answer under one name have to be one field with the same arguments. No type of the schema is abstract, so all fields of a place belong to
/// one type, and comparing each with the first of its name is enough: the time rises with the size of the document, where the rule of the library compares all
/// pairs of fields and of fragments. It walks what <see cref="QueryLimits"/> has bounded.
/// </summary>
internal sealed class FieldMerging
{
    private readonly GraphQLDocument _document;
    private readonly ILookup<string, GraphQLFragmentDefinition> _fragments;

    private FieldMerging(GraphQLDocument document)
    {
        _document = document;
        _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>().ToLookup(f => f.FragmentName.Name.StringValue, StringComparer.Ordinal);
    }

    /// <summary>What is wrong with the document, or null.</summary>
    public static string? Refusal(GraphQLDocument document)
    {
        var merging = new FieldMerging(document);
        return document.Definitions.OfType<GraphQLOperationDefinition>().Select(o => merging.ConflictIn([o.SelectionSet])).FirstOrDefault(c => c is not null);
    }

    private string? ConflictIn(IReadOnlyList<GraphQLSelectionSet> sets)
    {
        var byName = new Dictionary<string, List<GraphQLField>>(StringComparer.Ordinal);
        foreach (var set in sets)
            Collect(set, byName);
        foreach (var (name, fields) in byName)
        {
            if (fields.Count > 1)
            {
                var meant = MeaningOf(fields[0]);
                if (fields.Skip(1).Any(f => MeaningOf(f) != meant))
                    return $"'{name}' is asked for more than once, with different fields or arguments. Give one of them an alias.";
            }
            if (ConflictIn([.. fields.Select(f => f.SelectionSet).OfType<GraphQLSelectionSet>()]) is { } below)
                return below;
        }
        return null;
    }

    private void Collect(GraphQLSelectionSet set, Dictionary<string, List<GraphQLField>> byName)
    {
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case GraphQLField field:
                    var name = (field.Alias?.Name ?? field.Name).StringValue;
                    if (!byName.TryGetValue(name, out var fields))
                        byName[name] = fields = [];
                    fields.Add(field);
                    break;
                case GraphQLInlineFragment inline:
                    Collect(inline.SelectionSet, byName);
                    break;
                case GraphQLFragmentSpread spread when _fragments[spread.FragmentName.Name.StringValue].FirstOrDefault() is { } fragment:
                    Collect(fragment.SelectionSet, byName);
                    break;
            }
        }
    }

    // The name and, in the order of their names, the arguments as they are written.
    private string MeaningOf(GraphQLField field) => field.Arguments is not { Count: > 0 } arguments ? field.Name.StringValue
        : $"{field.Name.StringValue}({string.Join(",", arguments.Select(a => $"{a.Name.StringValue}:{TextOf(a.Value)}").Order(StringComparer.Ordinal))})";

    private string TextOf(GraphQLValue value) => _document.Source.Span[value.Location.Start..value.Location.End].ToString();
}
