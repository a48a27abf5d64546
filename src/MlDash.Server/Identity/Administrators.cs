using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity;

/// <summary>The check of the calls that are about the whole server.</summary>
internal static class Administrators
{
    /// <summary>Lets in the users that the settings name as administrators, with a token that was made for such calls.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.AddEndpointFilter((invocation, next) =>
        {
            var context = invocation.HttpContext;
            var (caller, settings) = (Caller.Of(context), context.RequestServices.GetRequiredService<ServerSettings>());
            if (!settings.Admins.Contains(caller.Username))
                throw ApiException.Forbidden("This is for administrators of the server. The setting ADMINS names them.");
            return caller.Scope.Kind == TokenScope.Admin ? next(invocation)
                : throw ApiException.OutOfScope(caller.Scope.ToString(), $"'{TokenScope.Admin}'");
        });
        endpoints.WithMetadata(new AccessChecked());
        return endpoints;
    }
}
