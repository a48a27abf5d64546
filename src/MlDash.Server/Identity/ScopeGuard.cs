using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>
/// Refuses what a token that only reads sends by a method that changes, unless the endpoint checks what the caller may do with a namespace, which looks at the
/// scope, or says that every token may call it. So an endpoint that is added is closed to such tokens until somebody has thought of it.
/// </summary>
internal static class ScopeGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var method = context.Request.Method;
        var changes = !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
        if (changes && context.User.Identity?.IsAuthenticated == true && context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<AccessChecked>() is null && endpoint.Metadata.GetMetadata<ForEveryScope>() is null
            && Caller.Of(context).Scope is { Kind: TokenScope.Read } scope)
            throw ApiException.OutOfScope(scope.ToString(), $"'{TokenScope.Write}'");
        return next(context);
    }

    /// <summary>Marks endpoints that a token of every scope may call, by whatever method.</summary>
    /// <param name="endpoint">An endpoint or a group of them.</param>
    /// <param name="why">Why nothing is changed that the scope leaves out.</param>
    public static TBuilder WithEveryScope<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ForEveryScope(why));
}

/// <summary>Marks endpoints that a token of every scope may call.</summary>
/// <param name="why">Why nothing is changed that the scope leaves out.</param>
internal sealed class ForEveryScope(string why)
{
    public string Why => why;
}
