namespace MlDash.Server.Tests;

/// <summary>
/// Every place where tests may kill the server, with how often a server passes it before it is killed there, by the part of the flow that passes it. A run of
/// the flow takes one place of each part, and so loses up to five servers, since most of the time goes into starting them.
/// </summary>
internal static class CrashPlaces
{
    private static readonly string[] _recording =
    [
        "key.taken:1", "key.kept:3", "metric.head:1", "metric.appended:1", "log.appended:2", "track.widened:1", "track.appended:1",
        "chunk.claimed:1", "chunk.packed:2", "chunk.stored:2", "chunk.published:1", "chunk.summarized:1",
        "chunk.trimmed:1", "chunk.released:1", "part.taken:2", "part.kept:1",
    ];

    private static readonly string[] _uploading = ["upload.stored:2", "upload.placed:1", "upload.published:2", "upload.freed:2"];

    private static readonly string[] _deleting = ["node.deleted:1", "node.deleted:3", "node.deleted:4"];

    private static readonly string[] _removing =
    [
        "project.hidden:1", "project.node-hidden:1", "purge.bytes:1", "purge.node:1", "purge.node:2", "project.removed:1",
        "purge.chunk:1", "purge.points:1", "purge.metric:1", "purge.entries:1", "purge.track:1", "purge.logs:1", "purge.parameters:1",
    ];

    private static readonly string[] _recycling =
        ["node.removing:1", "node.deleted:2", "restore.top:1", "restore.node:1", "restore.node:2", "restore.done:1", "recycle.purging:1", "recycle.purged:1"];

    /// <summary>Of packing the last points of a metric that rests.</summary>
    public static readonly string[] Tails = ["tail.stored", "tail.published", "tail.trimmed", "tail.freed"];

    private static readonly string[][] _parts = [_recording, _uploading, _deleting, _removing, _recycling];

    /// <summary>Inside of putting a large blob into S3, and of putting one into a folder.</summary>
    public const string PartStored = "blob.part", BlobArrived = "blob.arrived";

    /// <summary>
    /// Of <c>migrate</c>, each of which ends a run of it. Rows are kills of one move, one after the other: what is there already is passed over, so each comes
    /// to a later place.
    /// </summary>
    private static readonly string[][] _migrating =
    [
        ["migrate.checked", "migrate.document:9", "migrate.batch:7", "migrate.blob:3", "migrate.compared"],
        ["migrate.document", "migrate.copied", "migrate.stream:2", PartStored, "migrate.compared:12"],
        ["migrate.copied:10", "migrate.batch", "batch.part:2", "migrate.blob", "migrate.copied:12"],
    ];

    /// <summary>The kills of each move.</summary>
    public static TheoryData<string[]> Migrating => [.. _migrating.Select(places => new TheoryDataRow<string[]>(places))];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All =>
        [.. Tails, .. _parts.SelectMany(part => part), .. _migrating.SelectMany(places => places), PartStored, BlobArrived];

    /// <summary>Places that one run of the flow is killed at, in the order in which it comes to them.</summary>
    public static IEnumerable<string[]> Runs =>
        Enumerable.Range(0, _parts.Max(part => part.Length)).Select(run => _parts.Where(part => run < part.Length).Select(part => part[run]).ToArray());
}
