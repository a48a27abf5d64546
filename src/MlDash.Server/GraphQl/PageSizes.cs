using System.Globalization;
using GraphQL;
using GraphQLParser.AST;
using MlDash.Protocol;

namespace MlDash.Server.GraphQl;

/// <summary>
/// How large a page a <c>limit</c> asks for: as a number, as a variable, or as what a variable is when it is not given. What cannot be read is the largest.
/// </summary>
internal sealed class PageSizes(GraphQLDocument document, Inputs? variables)
{
    private const long Largest = WireLimits.ObjectsAPage;
    private const long OfFiles = 500;
    private const long Usual = 50;

    private readonly ILookup<string, GraphQLValue> _defaults = document.Definitions.OfType<GraphQLOperationDefinition>()
        .SelectMany(o => o.Variables?.Items ?? []).Where(v => v.DefaultValue is not null)
        .ToLookup(v => v.Variable.Name.StringValue, v => v.DefaultValue!, StringComparer.Ordinal);

    /// <summary>The size of the page of a field, or null when the field has no pages.</summary>
    public long? Of(GraphQLField field)
    {
        if (field.Arguments?.FirstOrDefault(a => a.Name.StringValue == "limit") is { } limit)
            return Of(limit.Value);
        // As the schema says.
        return field.Name.StringValue is not { } name || !name.EndsWith("Paginated", StringComparison.Ordinal) ? null
            : name == "filesPaginated" ? OfFiles : Usual;
    }

    private long Of(GraphQLValue value) => value switch
    {
        GraphQLIntValue number => Literal(number),
        GraphQLVariable variable when variables?.TryGetValue(variable.Name.StringValue, out var given) == true => given is int or long
            ? Math.Clamp(Convert.ToInt64(given, CultureInfo.InvariantCulture), 1, Largest)
            : Largest,
        // Of several operations the one that asks for most.
        GraphQLVariable variable => _defaults[variable.Name.StringValue]
            .Select(d => d is GraphQLIntValue number ? Literal(number) : Largest)
            .DefaultIfEmpty(Largest)
            .Max(),
        _ => Largest,
    };

    private static long Literal(GraphQLIntValue number) =>
        long.TryParse(number.Value.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) ? Math.Clamp(size, 1, Largest) : Largest;
}
