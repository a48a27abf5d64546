using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Nodes;

/// <summary>Documents in their wire shapes.</summary>
internal static class NodeShapes
{
    public static ProjectWire ToWire(this ProjectDocument p) =>
        new(p.Id, p.Slug, p.Slug, p.Description, [], p.NamespaceId, p.CreatedAt, p.UpdatedAt);

    public static NodeWire ToWire(this NodeDocument n) => new(
        n.Id, n.Type, n.Name, n.Description, n.Tags, n.Metadata, n.ParentId, n.ProjectId, n.ExperimentId, n.PPath(),
        n.CreatedAt, n.UpdatedAt, n.DeletedAt, n.FileWire(),
        n.Run?.Status, n.Run?.WriteProtected, n.Run?.StartedAt, n.Run?.EndedAt, n.Run?.Error, n.Run?.Bindrs)
    {
        LastSeen = n.Run?.LastSeen,
    };

    public static ExperimentWire ToExperimentWire(this NodeDocument n) => new(
        n.ExperimentId!, n.Name, n.Description, n.Tags, n.Run!.Bindrs, n.Metadata, n.Run.Status, n.Run.WriteProtected, n.ProjectId, n.Id,
        n.FullPath, n.Run.StartedAt, n.Run.EndedAt, n.Run.Error, n.CreatedAt, n.UpdatedAt);

    public static PhysicalFileWire? FileWire(this NodeDocument n) =>
        n.File is { } file ? new(file.Id, n.Name, file.ContentType, file.SizeBytes, file.Checksum, S3Url: null) : null;

    public static string PPath(this NodeDocument n) => "/" + n.Path;
}
