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
    public async Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        try
        {
            return await _server.OpenAsync(Routes.Download(file.Id), cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (gone.ErrorId == "NotOnServer")
        {
            throw FileErrors.NotFound(file.ExperimentPath, file.Path);
        }
    }

    /// <inheritdoc />
    public async Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken)
    {
        var changed = file with
        {
            Description = change.Description ?? file.Description,
            Tags = change.Tags ?? file.Tags,
            Bindrs = change.Bindrs ?? file.Bindrs,
            Metadata = change.Metadata is { } metadata ? Json.Plain.Copy(metadata) : file.Metadata,
        };
        try
        {
            await _server.SendAsync(HttpMethod.Patch, Routes.Node(file.Id), FileUploads.Annotations(changed), cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (gone.ErrorId == "NotOnServer")
        {
            throw FileErrors.NotFound(file.ExperimentPath, file.Path);
        }

        return changed with { UpdatedAt = _server.Options.Clock.GetUtcNow() };
    }

    /// <inheritdoc />
    public async Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        try
        {
            await _server.SendAsync(HttpMethod.Delete, Routes.Node(file.Id), null, cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (gone.ErrorId == "NotOnServer")
        {
            throw FileErrors.NotFound(file.ExperimentPath, file.Path);
        }
    }
}
