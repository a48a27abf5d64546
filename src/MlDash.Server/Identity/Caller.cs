using System.Security.Claims;
using MlDash.Server.Hosting;

namespace MlDash.Server.Identity;

/// <summary>Who makes this request.</summary>
/// <param name="Username">The user's name, which is also the slug of the user's namespace.</param>
internal sealed record Caller(string Username)
{
    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(Of(context));

    public static Caller Of(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } name
        ? new Caller(name)
        : throw ApiException.Unauthorized("This call needs 'Authorization: Bearer <token>'.");
}
