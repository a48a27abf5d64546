using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>
/// What a request is about: found by the filter of its endpoint, which has checked what the caller may do with it, and passed to the endpoint. An endpoint
/// that takes one cannot run without the check.
/// </summary>
internal sealed class Target<T>
    where T : class
{
    private T? _found;

    /// <summary>What was found.</summary>
    public T Found
    {
        get => _found ?? throw new InvalidOperationException($"The endpoint takes a {typeof(T).Name} and has no filter that finds it.");
        set => _found = value;
    }

    /// <summary>The target of a request. It is handed to the endpoint before the filter runs, and filled by it.</summary>
    public static Target<T> Of(HttpContext context)
    {
        var target = context.Features.Get<Target<T>>();
        if (target is null)
            context.Features.Set(target = new Target<T>());
        return target;
    }

    public static ValueTask<Target<T>?> BindAsync(HttpContext context) => new(Of(context));
}

/// <summary>Marks the endpoints whose filter checks what the caller may do.</summary>
internal sealed class AccessChecked;

/// <summary>The filter that does so.</summary>
internal static class TargetFilter
{
    /// <summary>Finds what the requests are about before the endpoints run.</summary>
    /// <param name="endpoints">An endpoint or a group of them.</param>
    /// <param name="find">Finds it for a caller, and refuses with an <see cref="ApiException"/>.</param>
    public static void Require<T>(this IEndpointConventionBuilder endpoints, Func<HttpContext, Caller, CancellationToken, Task<T>> find)
        where T : class
    {
        endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            Target<T>.Of(context).Found = await find(context, Caller.Of(context), context.RequestAborted);
            return await next(invocation);
        });
        endpoints.WithMetadata(new AccessChecked());
    }

    /// <summary>A value of the path, as the router has read it.</summary>
    public static string RouteText(this HttpContext context, string name) => (string)context.GetRouteValue(name)!;

    /// <summary>Whether a request reads.</summary>
    public static bool Reads(this HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
}
