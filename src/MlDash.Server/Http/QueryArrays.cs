using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MlDash.Server.Http;

/// <summary>Describes arrays of the query as what they are: a member that is given any number of times, or not at all.</summary>
internal static class QueryArrays
{
    // The generated binding of a call notes each array as required, and takes one that is absent as empty.
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var array in (operation.Parameters ?? []).OfType<OpenApiParameter>()
            .Where(p => p.In == ParameterLocation.Query && p.Schema?.Type?.HasFlag(JsonSchemaType.Array) == true))
            array.Required = false;
        return Task.CompletedTask;
    }
}
