using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Storage.Local;

namespace MlDash.Storage.Remote;

/// <summary>Files of one experiment on their way to a server, and as the server describes them.</summary>
internal sealed class FileUploads(ServerClient server, RemoteIds ids)
{
    private const string BindrsMember = "bindrs";

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _folders = new(StringComparer.Ordinal);

    /// <summary>Sends a file; one of the same folder and name is replaced.</summary>
    /// <param name="file">What is known of it, checksum and length with it.</param>
    /// <param name="open">Opens its bytes, anew for each try.</param>
    /// <param name="key">By which the server knows a repeat.</param>
    /// <param name="progress">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The file as the server knows it.</returns>
    public async Task<FileEntry> SendAsync(FileEntry file, Func<Stream> open, string key, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var parent = await FolderAsync(file.Folder, cancellationToken).ConfigureAwait(false);
        var metadata = (OrderedDictionary)Annotations(file)["metadata"]!;
        (string, string?)[] fields =
        [
            ("type", "FILE"),
            ("projectId", ids.Project),
            ("experimentId", ids.Experiment),
            ("parentId", parent),
            ("name", file.Name),
            ("checksum", file.Checksum),
            ("description", file.Description is { Length: > 0 } description ? description : null),
            ("tags", file.Tags.Length > 0 && !HasComma(file) ? string.Join(',', file.Tags) : null),
            ("metadata", metadata.Count > 0 ? System.Text.Encoding.UTF8.GetString(ServerClient.Write(metadata)) : null),
        ];
        var answer = await server.UploadAsync(
            $"/api/namespaces/{Uri.EscapeDataString(ids.Namespace)}/nodes",
            () => new FileForm(fields, file.Name, file.ContentType, open, file.Length, sent => progress?.Report(sent)),
            key,
            cancellationToken).ConfigureAwait(false);
        var id = Answer.Of(server.Address, answer).Map("node").Id("id");
        // Tags travel joined by commas; those that hold one follow as a list.
        if (HasComma(file))
            await server.SendAsync(HttpMethod.Patch, $"/api/nodes/{id}", new OrderedDictionary { ["tags"] = file.Tags }, cancellationToken).ConfigureAwait(false);
        return file with { Id = id };
    }

    /// <summary>What is said of a file, as a change of its node. The protocol knows no bindrs of files: they travel in the metadata.</summary>
    public static OrderedDictionary Annotations(FileEntry file)
    {
        var metadata = file.Metadata is null ? JsonValues.NewMap() : Plain.Copy(file.Metadata);
        if (file.Bindrs.Length > 0)
            metadata[BindrsMember] = file.Bindrs;
        return new OrderedDictionary { ["description"] = file.Description ?? string.Empty, ["tags"] = file.Tags, ["metadata"] = metadata };
    }

    /// <summary>A file as the server describes it.</summary>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    public static FileEntry ToEntry(Answer node, ExperimentPath path)
    {
        var metadata = node.OptionalMembers("metadata");
        var bindrs = metadata?.Texts(BindrsMember) ?? [];
        metadata?.Remove(BindrsMember);
        var stored = node.OptionalMap("physicalFile");
        return new FileEntry
        {
            Id = node.Id("id"),
            ExperimentPath = path,
            Folder = node.Text("pPath").Trim('/'),
            Name = node.Text("name"),
            Description = node.OptionalText("description") is { Length: > 0 } description ? description : null,
            Tags = node.OptionalTexts("tags"),
            Bindrs = bindrs,
            Metadata = metadata is { Count: > 0 } ? metadata : null,
            ContentType = stored?.OptionalText("contentType") ?? ContentTypes.Default,
            Length = stored?.OptionalCount("sizeBytes") ?? 0,
            Checksum = stored?.OptionalText("checksum") ?? string.Empty,
            UploadedAt = node.OptionalTime("createdAt"),
            UpdatedAt = node.OptionalTime("updatedAt"),
        };
    }

    /// <summary>Deletes a file; one that is gone already is no fault.</summary>
    public static async Task DeleteAsync(ServerClient server, string node, CancellationToken cancellationToken)
    {
        try
        {
            await server.SendAsync(HttpMethod.Delete, $"/api/nodes/{node}", null, cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (gone.ErrorId == "NotOnServer")
        {
            // What was asked for holds.
        }
    }

    private static bool HasComma(FileEntry file) => file.Tags.Any(tag => tag.Contains(',', StringComparison.Ordinal));

    /// <summary>The node of a folder inside the experiment, made when missing; each is asked for once.</summary>
    private async Task<string> FolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (folder.Length == 0)
            return ids.Node;
        var made = _folders.GetOrAdd(folder, path => new Lazy<Task<string>>(() => MakeFolderAsync(path, cancellationToken)));
        try
        {
            return await made.Value.ConfigureAwait(false);
        }
        catch
        {
            _folders.TryRemove(folder, out _);
            throw;
        }
    }

    private async Task<string> MakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var slash = folder.LastIndexOf('/');
        var parent = await FolderAsync(slash < 0 ? string.Empty : folder[..slash], cancellationToken).ConfigureAwait(false);
        var answer = await server.SendAsync(
            HttpMethod.Post,
            $"/api/namespaces/{Uri.EscapeDataString(ids.Namespace)}/nodes",
            new OrderedDictionary
            {
                ["type"] = "FOLDER",
                ["projectId"] = ids.Project,
                ["parentId"] = parent,
                ["name"] = folder[(slash + 1)..],
                ["experimentId"] = ids.Experiment,
            },
            cancellationToken).ConfigureAwait(false);
        return Answer.Of(server.Address, answer).Map("node").Id("id");
    }
}
