using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>Section 6 of the protocol. Every answer is 200; a member <c>errors</c> is there only when there are errors.</summary>
internal static class GraphQlEndpoint
{
    private const int LargestRequest = 1 << 20;
    private const int DeepestSyntax = 100;

    // One document of the older client declares a variable that it never uses.
    private static readonly IValidationRule[] _rules = [.. DocumentValidator.CoreRules.Where(r => r is not NoUnusedVariables)];
    private static readonly GraphQLSerializer _asGiven = new(options => options.Converters.Add(new RawJsonConverter(nonFiniteAsNull: false)));
    private static readonly GraphQLSerializer _strict = new(options => options.Converters.Add(new RawJsonConverter(nonFiniteAsNull: true)));

    public static void MapGraphQl(this IEndpointRouteBuilder app) => app.MapPost("/graphql", ExecuteAsync).WithTags("GraphQL");

    private static async Task ExecuteAsync(
        HttpContext context, Caller caller, ISchema schema, IDocumentExecuter executer, StoreCollections stores, IMetadataStore store)
    {
        var request = await context.Request.ReadObjectAsync(LargestRequest);
        var result = await ResultOfAsync(request, context, caller, schema, executer, stores, store);
        context.Response.ContentType = "application/json; charset=utf-8";
        await (Wire.WantsNull(context.Request) ? _strict : _asGiven).WriteAsync(context.Response.Body, result, context.RequestAborted);
    }

    private static async Task<ExecutionResult> ResultOfAsync(
        IReadOnlyDictionary<string, RawJson> request, HttpContext context, Caller caller,
        ISchema schema, IDocumentExecuter executer, StoreCollections stores, IMetadataStore store)
    {
        if (request.Text("query") is not { Length: > 0 } query)
            return Refused("The request has no 'query'.");
        Inputs? variables;
        GraphQLDocument document;
        try
        {
            variables = request.Object("variables") is { } given ? _asGiven.Deserialize<Inputs>(given.ToString()) : null;
            document = Parser.Parse(query, new ParserOptions { MaxDepth = DeepestSyntax });
        }
        catch (Exception e) when (e is GraphQLSyntaxErrorException or GraphQLMaxDepthExceededException or JsonException)
        {
            return Refused(e.Message);
        }
        if (QueryLimits.Refusal(document, variables) is { } refusal)
            return Refused(refusal);
        return await executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Query = query,
            Document = document,
            Variables = variables,
            OperationName = request.Text("operationName"),
            ValidationRules = _rules,
            UserContext = new GraphQlRequest(caller, stores, store),
            RequestServices = context.RequestServices,
            CancellationToken = context.RequestAborted,
            UnhandledExceptionDelegate = failure =>
            {
                // What the caller did wrong he may read; what the server did wrong is in its log only.
                if (failure.OriginalException is ApiException known)
                    failure.ErrorMessage = known.Message;
                return Task.CompletedTask;
            },
        });
    }

    private static ExecutionResult Refused(string message) => new() { Errors = [new ExecutionError(message)] };
}
