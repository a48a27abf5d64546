using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;

namespace MlDash.Server.Reading;

/// <summary>Who may change what readers read, in the words of Core.</summary>
internal static class Writers
{
    /// <summary>Refuses a user who may read a namespace but not change what is in it.</summary>
    /// <param name="namespaces">Knows the members.</param>
    /// <param name="node">The experiment.</param>
    /// <param name="path">What the user wants to change.</param>
    /// <param name="caller">The user.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="ExperimentException"><c>ReadOnly</c>, <c>ExperimentNotFound</c>.</exception>
    public static async Task RequireWriterAsync(
        this NamespaceAccess namespaces, NodeDocument node, ExperimentPath path, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            await namespaces.RequireAsync(node, caller, Role.Editor, "such experiment", cancellationToken);
        }
        catch (ApiException refused) when (refused.Status == StatusCodes.Status403Forbidden)
        {
            throw new ExperimentException(
                "ReadOnly", $"You may read '{path}', but not change it.",
                refused.Code == WireErrors.OutOfScope
                    ? "Sign in with a token whose scope includes it."
                    : "Ask the owner of the namespace to make you an editor.",
                refused)
            { Category = FaultCategory.PermissionDenied, Target = path.Value };
        }
        catch (ApiException refused) when (refused.Status == StatusCodes.Status404NotFound)
        {
            throw Experiments.ExperimentErrors.NotFound(path);
        }
    }
}
