using System.Security.Claims;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>Who makes this request.</summary>
/// <param name="Username">The user's name, which is also the slug of the user's namespace.</param>
internal sealed record Caller(string Username)
{
    /// <summary>What a token that the caller makes inherits from the one of this request.</summary>
    public TokenOrigin Origin { get; private init; } = TokenOrigin.None;

    /// <summary>What the token or session of this request is good for.</summary>
    public TokenScope Scope => Origin.Scope;

    /// <summary>Refuses what only a token without a narrow scope may do: what concerns the account and its other tokens.</summary>
    /// <exception cref="ApiException">403.</exception>
    public void RequireAccount()
    {
        if (Scope.IsNarrow)
            throw ApiException.OutOfScope(Scope.ToString(), $"'{TokenScope.All}' for all projects");
    }

    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(Of(context));

    public static Caller Of(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } name
        ? new Caller(name) { Origin = context.Features.Get<TokenOrigin>() ?? TokenOrigin.None }
        : throw ApiException.Unauthorized("This call needs 'Authorization: Bearer <token>'.");
}
