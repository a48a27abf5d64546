using GraphQL;
using GraphQLParser.AST;

namespace MlDash.Server.GraphQl;

/// <summary>
/// Bounds what a document may ask for, with every fragment counted at each place it stands in, before anything is validated or resolved. The deepest document
/// of the clients has 11 levels and about 70 fields; a page of 1000 experiments with all their fields costs about 100,000.
/// What lists without pages really hold is counted by <see cref="AnswerBudget"/> while they are answered.
/// </summary>
internal sealed class QueryLimits
{
    private const int DeepestSelection = 30;
    private const int MostFields = 2000;
    private const long HighestCost = 500_000;
    private const long List = 10;

    // A list inside a list of the same kind grows without bound: namespace → projects → namespace → projects …
    private const long ListInItself = 100_000;

    // What looks at experiments that it does not answer.
    private const long Search = 25_000;
    private const string Cycle = " cycle";
    private static readonly string[] _lists =
    [
        "projects",
        "nodes",
        "metrics",
        "files",
        "types",
        "fields",
        "args",
        "inputFields",
        "interfaces",
        "possibleTypes"
    ];

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments;
    private readonly Dictionary<(string Fragment, int Inside), Size> _sizes = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly PageSizes _pages;
    private long _visited;

    private QueryLimits(GraphQLDocument document, Inputs? variables)
    {
        _pages = new PageSizes(document, variables);
        _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .GroupBy(f => f.FragmentName.Name.StringValue).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    /// <summary>What is wrong with the document, or null.</summary>
    public static string? Refusal(GraphQLDocument document, Inputs? variables)
    {
        var limits = new QueryLimits(document, variables);
        var size = default(Size);
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            size = size.Beside(limits.Of(operation.SelectionSet, inside: 0));
        if (limits._open.Contains(Cycle))
            return "A fragment contains itself.";
        if (size.Depth > DeepestSelection)
            return $"The query is nested {size.Depth} deep; {DeepestSelection} is the most.";
        if (size.Fields > MostFields)
            return $"The query asks for more than {MostFields} fields.";
        return size.Cost > HighestCost
            ? $"The query may answer too much (cost {size.Cost}, at most {HighestCost}). Ask for smaller pages, or in several queries."
            : null;
    }

    private Size Of(GraphQLSelectionSet? set, int inside)
    {
        var size = default(Size);
        foreach (var selection in set?.Selections ?? [])
        {
            _visited++;
            size = size.Beside(selection switch
            {
                GraphQLField field => Of(field, inside),
                // Counted for itself too: spreads of empty fragments cost time as fields do.
                GraphQLInlineFragment inline => Of(inline.SelectionSet, inside).AndItself(),
                GraphQLFragmentSpread spread => OfFragment(spread.FragmentName.Name.StringValue, inside).AndItself(),
                _ => default,
            });
            // Far beyond every bound: no need to count further.
            if (size.Fields > MostFields || _visited > MostFields * 10)
                return size with { Fields = MostFields + 1 };
        }
        return size;
    }

    // 'inside' has a bit for each kind of list around.
    private Size Of(GraphQLField field, int inside)
    {
        var name = field.Name.StringValue;
        var list = Array.IndexOf(_lists, name) is var index && index >= 0 ? 1 << index : 0;
        var below = Of(field.SelectionSet, inside | list);
        var times = _pages.Of(field) ?? (list == 0 ? 1 : (inside & list) != 0 ? ListInItself : List);
        var size = below.Under(times);
        return size with { Cost = size.Cost + (IsSearch(field) ? Search : 0) };
    }

    private static bool IsSearch(GraphQLField field) => field.Name.StringValue switch
    {
        "searchExperimentsPaginated" => true,
        "experimentsPaginated" => field.Arguments?.Any(a => ExperimentFilters.Searching.Contains(a.Name.StringValue)) == true,
        _ => false,
    };

    // A fragment used many times is counted once for each place it can stand in.
    private Size OfFragment(string name, int inside)
    {
        if (_sizes.TryGetValue((name, inside), out var known))
            return known;
        if (!_fragments.TryGetValue(name, out var fragment))
            return default;
        if (!_open.Add(name))
        {
            _open.Add(Cycle);
            return default;
        }
        var size = Of(fragment.SelectionSet, inside);
        _open.Remove(name);
        return _sizes[(name, inside)] = size;
    }

    private readonly record struct Size(int Depth, long Fields, long Cost)
    {
        private const long Enough = 1L << 40;

        public Size Beside(Size other) =>
            new(Math.Max(Depth, other.Depth), Math.Min(Enough, Fields + other.Fields), Math.Min(Enough, Cost + other.Cost));

        public Size AndItself() => this with { Fields = Fields + 1 };

        public Size Under(long times) => new(Depth + 1, Fields + 1, Math.Min(Enough, 1 + (times * Math.Min(Cost, Enough / Math.Max(1, times)))));
    }
}
