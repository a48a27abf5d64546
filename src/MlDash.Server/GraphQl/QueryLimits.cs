using GraphQL;
using GraphQLParser.AST;

namespace MlDash.Server.GraphQl;

/// <summary>
/// Bounds what a document may ask for, before anything is validated or resolved. The deepest document of the clients has 11 levels and about 70 fields;
/// a page of 1000 experiments with all their fields costs about 40,000.
/// </summary>
internal sealed class QueryLimits
{
    private const int DeepestSelection = 30;
    private const int MostFields = 2000;
    private const long HighestCost = 500_000;
    private const long UnknownPage = 50;
    private const long List = 10;

    // A list inside a list of the same kind grows without bound: namespace → projects → namespace → projects …
    private const long ListInItself = 100_000;
    private static readonly string[] _lists = ["projects", "nodes", "types", "fields", "args", "inputFields", "interfaces", "possibleTypes"];

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments;
    private readonly Dictionary<string, Size> _sizes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Inputs? _variables;

    private QueryLimits(GraphQLDocument document, Inputs? variables)
    {
        _variables = variables;
        _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .GroupBy(f => f.FragmentName.Name.StringValue).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    /// <summary>What is wrong with the document, or null.</summary>
    public static string? Refusal(GraphQLDocument document, Inputs? variables)
    {
        var limits = new QueryLimits(document, variables);
        var size = default(Size);
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            size = size.Beside(limits.Of(operation.SelectionSet, inside: ""));
        if (limits._open.Contains(Cycle))
            return "A fragment contains itself.";
        if (size.Depth > DeepestSelection)
            return $"The query is nested {size.Depth} deep; {DeepestSelection} is the most.";
        if (size.Fields > MostFields)
            return $"The query asks for more than {MostFields} fields.";
        return size.Cost > HighestCost ? $"The query may answer too much (cost {size.Cost}, at most {HighestCost}). Ask for smaller pages, or in several queries." : null;
    }

    private const string Cycle = " cycle";

    private Size Of(GraphQLSelectionSet? set, string inside)
    {
        var size = default(Size);
        foreach (var selection in set?.Selections ?? [])
        {
            size = size.Beside(selection switch
            {
                GraphQLField field => Of(field, inside),
                GraphQLInlineFragment inline => Of(inline.SelectionSet, inside),
                GraphQLFragmentSpread spread => OfFragment(spread.FragmentName.Name.StringValue, inside),
                _ => default,
            });
            // Far beyond every bound: no need to count further.
            if (size.Fields > MostFields * 10)
                break;
        }
        return size;
    }

    private Size Of(GraphQLField field, string inside)
    {
        var name = field.Name.StringValue;
        var isList = Array.IndexOf(_lists, name) >= 0;
        var below = Of(field.SelectionSet, isList ? $"{inside} {name} " : inside);
        var times = field.Arguments?.FirstOrDefault(a => a.Name.StringValue == "limit") is { } limit ? PageSize(limit.Value)
            : !isList ? 1
            : inside.Contains($" {name} ", StringComparison.Ordinal) ? ListInItself
            : List;
        return below.Under(times);
    }

    // A fragment used many times is counted once for each place it can stand in.
    private Size OfFragment(string name, string inside)
    {
        var key = name + inside;
        if (_sizes.TryGetValue(key, out var known))
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
        return _sizes[key] = size;
    }

    private long PageSize(GraphQLValue value) => value switch
    {
        GraphQLIntValue number when long.TryParse(number.Value.Span, out var size) => Math.Clamp(size, 1, ExperimentResolvers.LargestPage),
        GraphQLVariable variable when _variables?.TryGetValue(variable.Name.StringValue, out var given) == true && given is int or long =>
            Math.Clamp(Convert.ToInt64(given, System.Globalization.CultureInfo.InvariantCulture), 1, ExperimentResolvers.LargestPage),
        _ => UnknownPage,
    };

    private readonly record struct Size(int Depth, long Fields, long Cost)
    {
        private const long Enough = 1L << 40;

        public Size Beside(Size other) =>
            new(Math.Max(Depth, other.Depth), Math.Min(Enough, Fields + other.Fields), Math.Min(Enough, Cost + other.Cost));

        public Size Under(long times) => new(Depth + 1, Fields + 1, Math.Min(Enough, 1 + (times * Math.Min(Cost, Enough / Math.Max(1, times)))));
    }
}
