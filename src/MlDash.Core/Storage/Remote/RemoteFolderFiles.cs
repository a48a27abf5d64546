using System.Collections.Specialized;
using System.Security.Cryptography;
using MlDash.Client;
using MlDash.Experiments;
using MlDash.Files;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <summary>Files in the projects and folders of a server. There are none above a project.</summary>
/// <param name="store">The experiments, some of which get texts.</param>
internal sealed class RemoteFolderFiles(RemoteExperimentStore store) : IFolderFiles
{
    private const int FilesAPage = 500;

    /// <inheritdoc />
    /// <remarks>One request for 500 files of the project.</remarks>
    public async Task<IReadOnlyList<FolderFile>> FindAsync(ExperimentPath? folder, int most, CancellationToken cancellationToken)
    {
        if (RemotePath.OfFolder(folder) is not { } place)
            return [];
        var files = await ReadAsync(place, folder, cancellationToken).ConfigureAwait(false);
        return [.. (files?.Files ?? []).OrderBy(file => file.Name, StringComparer.Ordinal).Take(most)];
    }

    /// <inheritdoc />
    public async Task<FolderFile?> GetAsync(ExperimentPath? folder, string name, CancellationToken cancellationToken) =>
        RemotePath.OfFolder(folder) is { } place && await ReadAsync(place, folder, cancellationToken).ConfigureAwait(false) is { } found
            ? found.Files.Find(file => file.Name == name)
            : null;

    /// <inheritdoc />
    public async Task<Stream> OpenAsync(FolderFile file, CancellationToken cancellationToken) =>
        await store.Server.TryOpenAsync(Routes.Download(file.Id), cancellationToken).ConfigureAwait(false)
        ?? throw FileErrors.NotInFolder(file.Folder, file.Name);

    /// <inheritdoc />
    public async Task<string> WriteAsync(
        ExperimentPath? folder, string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        if (RemotePath.OfFolder(folder) is not { } place)
            throw FileErrors.NoFolder(folder);
        var experiment = place.Inner.Length > 0 ? await store.GetAsync(folder!, cancellationToken).ConfigureAwait(false) : null;
        if (experiment?.WriteProtected == true)
            throw ExperimentErrors.WriteProtected(experiment.Path);
        var segments = PathRules.SplitFile(name);
        if (experiment is null)
            PathRules.CheckFolder(name, name, "file name");
        var (ids, standing) = experiment is not null ? await OfExperimentAsync(experiment.Path, name, cancellationToken).ConfigureAwait(false)
            : await OfProjectAsync(place, folder, name, cancellationToken).ConfigureAwait(false);
        if (standing != version)
            throw FileErrors.Stale(folder, name);
        var file = new FileEntry
        {
            Id = string.Empty,
            ExperimentPath = folder!,
            Folder = experiment is null ? place.Inner : string.Join('/', segments[..^1]),
            Name = segments[^1],
            ContentType = ContentTypes.Of(segments[^1]),
            Length = content.Length,
            Checksum = Convert.ToHexString(SHA256.HashData(content.Span)).ToLowerInvariant(),
        };
        try
        {
            // A server that does not know the condition has been compared with the version above.
            var uploads = new FileUploads(store.Server, ids) { Replaces = version ?? RequestMembers.NoFile };
            var bytes = content.ToArray();
            await uploads.SendAsync(file, new(), () => new MemoryStream(bytes), Guid.NewGuid().ToString(), null, cancellationToken).ConfigureAwait(false);
            return file.Checksum;
        }
        catch (NetworkException refused) when (refused.ServerStatus == 409)
        {
            throw FileErrors.Stale(folder, name);
        }
    }

    private async Task<(RemoteIds Ids, string? Standing)> OfExperimentAsync(ExperimentPath path, string name, CancellationToken cancellationToken)
    {
        var ids = await store.IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var only = new FileQuery { Paths = [Text.Wildcard.ForPath(Text.Wildcard.Escape(name))] };
        await foreach (var file in store.FindFilesAsync(path, only, cancellationToken).ConfigureAwait(false))
        {
            if (file.Path == name)
                return (ids, file.Checksum);
        }

        return (ids, null);
    }

    private async Task<(RemoteIds Ids, string? Standing)> OfProjectAsync(
        RemotePath place, ExperimentPath? folder, string name, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(place, folder, cancellationToken).ConfigureAwait(false) ?? throw FileErrors.NoFolder(folder);
        return (RemoteIds.OfProject(place.Namespace!, found.Project), found.Files.Find(file => file.Name == name)?.Checksum);
    }

    /// <summary>The files that lie in a folder itself, and the id of the project; null when there is no such project.</summary>
    private async Task<(string Project, List<FolderFile> Files)?> ReadAsync(RemotePath place, ExperimentPath? folder, CancellationToken cancellationToken)
    {
        var (found, seen, id) = (new List<FolderFile>(), new HashSet<string>(StringComparer.Ordinal), string.Empty);
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary
            {
                [QueryVariables.NamespaceSlug] = place.Namespace,
                [QueryVariables.ProjectSlug] = place.Project,
                [QueryVariables.Limit] = FilesAPage,
                [QueryVariables.Offset] = offset,
            };
            var answer = await store.AskAsync(ServerQueries.ProjectFiles, variables, cancellationToken).ConfigureAwait(false);
            if (answer.OptionalMap(WireMembers.Project) is not { } project)
                return null;
            id = project.Id(WireMembers.Id);
            var (count, files, more) = store.PageOf(project.Map(QueryFields.FilesPaginated), WireMembers.Files, WireMembers.Id, seen);
            found.AddRange(files.Select(node => FileUploads.ToEntry(node, folder!)).Where(file => file.Folder == place.Inner).Select(file =>
                new FolderFile(folder, file.Name, file.ContentType, file.Length, file.Checksum, file.UpdatedAt ?? file.UploadedAt) { Id = file.Id }));
            offset += count;
            if (!more)
                return (id, found);
        }
    }
}
