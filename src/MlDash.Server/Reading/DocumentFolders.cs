using MlDash.Client;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Files;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;
using MlDash.Storage;

namespace MlDash.Server.Reading;

/// <summary>
/// The files of the projects and folders of this server as one user sees and changes them. Each question looks up again what the user may do. There are no
/// files above a project.
/// </summary>
internal sealed class DocumentFolders(
    Caller caller, StoreCollections stores, NodeAccess nodes, FileContent content, FileReceiver receiver) : IFolderFiles
{
    public async Task<IReadOnlyList<FolderFile>> FindAsync(ExperimentPath? folder, int most, CancellationToken cancellationToken)
    {
        if (RemotePath.OfFolder(folder) is not { } place || await ProjectAsync(place, cancellationToken) is not { } project)
            return [];
        List<StoredHead> heads = [];
        var list = new ListStretch(StoreCollections.ProjectFilesKey(project.Id), IsSecond: false, After: null, Lowest: null);
        await foreach (var head in stores.Nodes.WalkAsync([list], ListWalk.MostAtOnce, cancellationToken))
        {
            if (FolderIn(head.Label) == place.Inner)
                heads.Add(head);
        }
        StoredHead[] first = [.. heads.OrderBy(head => head.Label, StringComparer.Ordinal).Take(most)];
        var found = (await stores.Nodes.OfHeadsAsync(first, cancellationToken)).Where(node => node is { DeletedAt: null, File: not null });
        return [.. found.Select(node => Describe(folder, node)).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    public async Task<FolderFile?> GetAsync(ExperimentPath? folder, string name, CancellationToken cancellationToken) =>
        RemotePath.OfFolder(folder) is { } place && await ProjectAsync(place, cancellationToken) is { } project
        && await ParentAsync(project, place, cancellationToken) is { } parent
        && await stores.Nodes.GetByUniqueAsync(
            StoreCollections.NodeUnique(project.Id, parent.Parent?.Id, NodeType.File, name), cancellationToken) is { DeletedAt: null, File: not null } node
            ? Describe(folder, node)
            : null;

    public async Task<Stream> OpenAsync(FolderFile file, CancellationToken cancellationToken)
    {
        try
        {
            var node = await nodes.RequireNodeAsync(file.Id, caller, Role.Viewer, cancellationToken);
            return (await content.OpenAsync(node, caller, cancellationToken)).Bytes;
        }
        catch (ApiException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            throw FileErrors.NotInFolder(file.Folder, file.Name);
        }
    }

    public async Task<string> WriteAsync(
        ExperimentPath? folder, string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        if (RemotePath.OfFolder(folder) is not { } place || await ProjectAsync(place, cancellationToken) is not { } project)
            throw FileErrors.NoFolder(folder);
        var experiment = place.Inner.Length > 0 ? await nodes.FindExperimentAsync(project, place.Inner, cancellationToken) : null;
        var path = PathRules.SplitFile(name);
        if (experiment is null)
            PathRules.CheckFolder(name, name, "file name");
        try
        {
            await nodes.RequireProjectAsync(project.Id, caller, Role.Editor, cancellationToken);
            await nodes.RefuseProtectedContentAsync(experiment, cancellationToken);
            var parent = experiment is not null ? new(project, experiment)
                : await ParentAsync(project, place, cancellationToken) ?? throw FileErrors.NoFolder(folder);
            await using var bytes = new MemoryStream(content.ToArray());
            var kept = await receiver.KeepAsync(parent, path, bytes, ContentTypes.Of(path[^1]), version ?? RequestMembers.NoFile, cancellationToken);
            return kept.PhysicalFile.Checksum;
        }
        catch (ApiException refused)
        {
            throw Said(refused, folder, name);
        }
    }

    private static ExperimentException Said(ApiException refused, ExperimentPath? folder, string name) => refused switch
    {
        { Status: StatusCodes.Status409Conflict } => FileErrors.Stale(folder, name),
        { Status: StatusCodes.Status404NotFound } => FileErrors.NoFolder(folder),
        { Code: WireErrors.WriteProtected } => ExperimentErrors.WriteProtected(folder!),
        { Status: StatusCodes.Status403Forbidden } => new ExperimentException("ReadOnly", refused.Message) { Category = FaultCategory.PermissionDenied },
        _ => new ExperimentException("IllegalPath", refused.Message) { Target = name },
    };

    private static string FolderIn(string path) => path.LastIndexOf('/') is var end and > 0 ? path[..end] : string.Empty;

    private static FolderFile Describe(ExperimentPath? folder, NodeDocument node) =>
        new(folder, node.Name, node.File!.ContentType, node.File.SizeBytes, node.File.Checksum, IsoTime.Parse(node.UpdatedAt)) { Id = node.Id };

    private Task<ProjectDocument?> ProjectAsync(RemotePath place, CancellationToken cancellationToken) =>
        nodes.FindProjectAsync(place.Namespace, place.Project, caller, cancellationToken);

    /// <summary>The place of a folder's files; null when there is no such folder.</summary>
    private async Task<Place?> ParentAsync(ProjectDocument project, RemotePath place, CancellationToken cancellationToken)
    {
        NodeDocument? parent = null;
        foreach (var segment in place.Inner.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            parent = await stores.Nodes.GetByUniqueAsync(
                StoreCollections.NodeUnique(project.Id, parent?.Id, NodeType.Folder, segment), cancellationToken);
            if (parent is null or { DeletedAt: not null })
                return null;
        }
        return new(project, parent);
    }
}
