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
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.GraphQl;

/// <summary>Section 6 of the protocol. Every answer is 200; a member <c>errors</c> is there only when there are errors.</summary>
internal static class GraphQlEndpoint
{
    private const int LargestRequest = 1 << 20;
    private const int DeepestSyntax = 100;

    // One document of the older client declares a variable that it never uses. What FieldMerging does instead takes no time that rises with the square.
    private static readonly IValidationRule[] _rules = [.. DocumentValidator.CoreRules.Where(
        r => r is not (NoUnusedVariables or OverlappingFieldsCanBeMerged))];
    private static readonly GraphQLSerializer _asGiven = new(options => options.Converters.Add(new RawJsonConverter(nonFiniteAsNull: false)));
    private static readonly GraphQLSerializer _strict = new(options => options.Converters.Add(new RawJsonConverter(nonFiniteAsNull: true)));

    public static void MapGraphQl(this IEndpointRouteBuilder app) => app.MapPost(Routes.GraphQl, ExecuteAsync).WithTags("GraphQL")
        .WithEveryScope("Queries read; what a mutation needs is checked where it is resolved.");

    private static async Task ExecuteAsync(
        HttpContext context, Caller caller, ISchema schema, IDocumentExecuter executer, StoreCollections stores, IMetadataStore store, WorkGates gates)
    {
        var request = await context.Request.ReadObjectAsync(LargestRequest);
        var answer = new MemoryStream();
        // As text it is small; the tree that it is made of is gone before a client that reads slowly gets it.
        using (await gates.Queries.EnterAsync(context.RequestAborted))
        {
            var result = await ResultOfAsync(request, context, caller, schema, executer, stores, store);
            await (Wire.WantsNull(context.Request) ? _strict : _asGiven).WriteAsync(answer, result, context.RequestAborted);
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        answer.Position = 0;
        await answer.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<ExecutionResult> ResultOfAsync(
        IReadOnlyDictionary<string, RawJson> request, HttpContext context, Caller caller,
        ISchema schema, IDocumentExecuter executer, StoreCollections stores, IMetadataStore store)
    {
        if (request.Text("query") is not { Length: > 0 } query)
            return Refused("The request has no 'query'.");
        if (DocumentSize.Refusal(query) is { } tooLong)
            return Refused(tooLong);
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
        // In this order: each walks what the one before has bounded.
        if ((DocumentSize.Refusal(document) ?? QueryLimits.Refusal(document, variables) ?? FieldMerging.Refusal(document)) is { } refusal)
            return Refused(refusal);
        using var budget = new AnswerBudget(context.RequestAborted);
        try
        {
            return await executer.ExecuteAsync(new ExecutionOptions
            {
                Schema = schema,
                Query = query,
                Document = document,
                Variables = variables,
                OperationName = request.Text("operationName"),
                ValidationRules = _rules,
                UserContext = new GraphQlRequest(caller, stores, store, budget),
                RequestServices = context.RequestServices,
                CancellationToken = budget.Cancel,
                UnhandledExceptionDelegate = failure =>
                {
                    // What the caller did wrong he may read; what the server did wrong is in its log only.
                    if (failure.OriginalException is ApiException known)
                        failure.ErrorMessage = known.Message;
                    return Task.CompletedTask;
                },
            });
        }
        catch (OperationCanceledException) when (budget.IsUsedUp)
        {
            return Refused($"The answer holds more than {AnswerBudget.MostValues} values or {AnswerBudget.MostBytes >> 20} MB. "
                + "Ask for smaller pages, for fewer fields, or for files by 'filesPaginated'.");
        }
    }

    private static ExecutionResult Refused(string message) => new() { Errors = [new ExecutionError(message)] };
}
