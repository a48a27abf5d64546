using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Checking;

/// <summary>For administrators: what the command <c>check</c> says, of a server that works meanwhile.</summary>
internal static class CheckEndpoint
{
    public static void MapCheck(this IEndpointRouteBuilder api) => api.MapGet(Routes.CheckTemplate, Check).WithTags("Administration").RequireAdmin();

    /// <summary>Reads all that the server holds, and answers what is damaged or missing, a line each; the last line says that the check has ended.</summary>
    private static CheckResult Check(WholeCheck check, WorkGates gates, TimeProvider clock) => new(check, gates, clock);
}
