namespace MlDash.Server.Tests;

/// <summary>Every place where tests may kill the server, and how often the flow passes it before it is killed there.</summary>
internal static class CrashPlaces
{
    public static readonly (string Place, int Time)[] All =
    [
        ("key.taken", 1), ("key.kept", 3),
        ("metric.head", 1), ("metric.appended", 1), ("log.appended", 2), ("track.widened", 1), ("track.appended", 1),
        ("chunk.claimed", 1), ("chunk.packed", 2), ("chunk.stored", 2), ("chunk.published", 1), ("chunk.trimmed", 1), ("chunk.released", 1),
        ("upload.stored", 2), ("upload.placed", 1), ("upload.published", 2), ("upload.freed", 2),
        ("node.deleted", 1), ("node.deleted", 3), ("node.deleted", 4),
        ("project.hidden", 1), ("project.node-hidden", 1), ("project.bytes", 1), ("project.node", 1), ("project.node", 2), ("project.removed", 1),
        ("purge.chunk", 1), ("purge.points", 1), ("purge.metric", 1), ("purge.entries", 1), ("purge.track", 1), ("purge.logs", 1), ("purge.parameters", 1),
    ];
}
