using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Nodes;

/// <summary>The members of a PATCH: given ones replace, empty ones empty, absent ones stay.</summary>
internal static class NodePatch
{
    public static NodeDocument Apply(NodeDocument node, IReadOnlyDictionary<string, RawJson> given, string now)
    {
        var patched = node with
        {
            Description = given.Text("description") ?? node.Description,
            Tags = given.Texts("tags") ?? node.Tags,
            Metadata = given.Object("metadata") ?? node.Metadata,
            UpdatedAt = now,
        };
        if (node.Run is null)
        {
            if (given.Given("status") is not null || given.Given("writeProtected") is not null)
                throw ApiException.Malformed($"Only an experiment has a status and can be write-protected; this node is a {node.Type}.");
            return patched;
        }
        var renamed = patched with
        {
            Name = given.Text("name") is { } name ? NodeNames.CheckSegment(name, "an experiment") : node.Name,
            Run = Apply(node.Run, given, now),
        };
        WriteProtection.RefusePatch(node, renamed, given);
        return renamed;
    }

    private static ExperimentState Apply(ExperimentState run, IReadOnlyDictionary<string, RawJson> given, string now)
    {
        var status = given.Text("status") ?? run.Status;
        if (!RunStatus.IsKnown(status))
            throw ApiException.Malformed($"'status' is RUNNING, COMPLETED, FAILED, CANCELLED or ARCHIVED; found '{status}'.");
        var endedAt = given.Given("status") is null ? run.EndedAt
            : status == RunStatus.Running ? null
            // Archived later, it still ended when it ended.
            : status == "ARCHIVED" ? run.EndedAt ?? now
            : now;
        return run with
        {
            Status = status,
            StartedAt = Time(given, "startedAt") ?? run.StartedAt,
            EndedAt = Time(given, "endedAt") ?? endedAt,
            Error = given.Text("error") ?? run.Error,
            WriteProtected = given.Flag("writeProtected") ?? run.WriteProtected,
            OpenedProtected = given.Flag("writeProtected") is null && run.OpenedProtected,
            Bindrs = given.Texts("bindrs") ?? run.Bindrs,
        };
    }

    private static string? Time(IReadOnlyDictionary<string, RawJson> given, string name) => given.Text(name) switch
    {
        null => null,
        var text when IsoTime.TryParse(text, out var time) => IsoTime.Format(time),
        var text => throw ApiException.Malformed($"'{name}' must be an ISO-8601 time; found '{text}'."),
    };
}
