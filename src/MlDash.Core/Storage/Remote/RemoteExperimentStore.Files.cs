using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Files;
using MlDash.Protocol;

namespace MlDash.Storage.Remote;

/// <content>Files.</content>
public sealed partial class RemoteExperimentStore
{
    private const int FilesAPage = 500;

    /// <inheritdoc />
    public async IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(path, cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; ;)
        {
            var variables = new OrderedDictionary
            {
                [QueryVariables.ExperimentId] = ids.Experiment,
                [QueryVariables.Limit] = FilesAPage,
                [QueryVariables.Offset] = offset,
            };
            var answer = await AskAsync(ServerQueries.Files, variables, cancellationToken).ConfigureAwait(false);
            var page = answer.Map(QueryFields.ExperimentById).Map(QueryFields.FilesPaginated);
            var (count, files, more) = PageOf(page, WireMembers.Files, WireMembers.Id, seen);
            foreach (var file in files.Select(node => FileUploads.ToEntry(node, path)).Where(query.Matches))
                yield return file;
            offset += count;
            if (!more)
                yield break;
        }
    }

    /// <inheritdoc />
    public async Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken) =>
        await _server.TryOpenAsync(Routes.Download(file.Id), cancellationToken).ConfigureAwait(false)
        ?? throw FileErrors.NotFound(file.ExperimentPath, file.Path);

    /// <inheritdoc />
    public async Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken)
    {
        var changed = new FileEntry(file)
        {
            Description = change.Description ?? file.Description,
            Tags = change.Tags ?? file.Tags,
            Bindrs = change.Bindrs ?? file.Bindrs,
            Metadata = change.Metadata is { } metadata ? Json.Plain.Copy(metadata) : file.Metadata,
        };
        var body = FileUploads.Annotations(changed);
        if (await _server.TrySendAsync(HttpMethod.Patch, Routes.Node(file.Id), body, cancellationToken).ConfigureAwait(false) is null)
            throw FileErrors.NotFound(file.ExperimentPath, file.Path);
        return new FileEntry(changed) { UpdatedAt = _server.Options.Clock.GetUtcNow() };
    }

    /// <inheritdoc />
    public async Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        if (await _server.TrySendAsync(HttpMethod.Delete, Routes.Node(file.Id), null, cancellationToken).ConfigureAwait(false) is null)
            throw FileErrors.NotFound(file.ExperimentPath, file.Path);
    }
}
