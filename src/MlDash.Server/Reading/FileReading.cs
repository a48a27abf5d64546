using System.Runtime.CompilerServices;
using MlDash.Files;
using MlDash.Server.Documents;
using MlDash.Server.Files;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Reading;

/// <summary>Files of an experiment that was found for a user.</summary>
internal sealed class FileReading(StoreCollections stores, NodeAccess nodes, FileContent content)
{
    private const int LoadedAtOnce = 100;

    /// <summary>Files that match and were not deleted, the one changed last in front.</summary>
    public async IAsyncEnumerable<FileEntry> FindAsync(
        string experimentId, ExperimentPath path, FileQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = new ListStretch(StoreCollections.FilesKey(experimentId), IsSecond: false, After: null, Lowest: null);
        await foreach (var heads in stores.Nodes.WalkAsync([list], ListWalk.MostAtOnce, cancellationToken).Chunk(LoadedAtOnce))
        {
            foreach (var node in await stores.Nodes.OfHeadsAsync(heads, cancellationToken))
            {
                // What was deleted since the walk saw it is left out.
                if (node is { DeletedAt: null, File: { } file } && RecordShapes.ToEntry(node, file, path) is var entry && query.Matches(entry))
                    yield return entry;
            }
        }
    }

    /// <summary>Opens the bytes of a file, which is looked up again: whoever names a file does not have to have found it.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>: it is not there, or the user may not see it.</exception>
    public async Task<Stream> OpenAsync(FileEntry file, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var node = await nodes.RequireNodeAsync(file.Id, caller, Role.Viewer, cancellationToken);
            return node.File is null ? throw NotFound(file) : (await content.OpenAsync(node, caller, cancellationToken)).Bytes;
        }
        catch (ApiException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            throw NotFound(file);
        }
    }

    private static ExperimentException NotFound(FileEntry file) => FileErrors.NotFound(file.ExperimentPath, file.Path);
}
