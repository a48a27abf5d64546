using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Storage.Local;
using MlDash.Text;

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
            alive => new FileForm(fields, file.Name, file.ContentType, open, file.Length, sent =>
            {
                alive();
                progress?.Report(sent);
            }),
            key,
            cancellationToken).ConfigureAwait(false);
        var id = answer.Map("node")?.Id("id") ?? throw ServerFaults.NoJson(server.Address, new InvalidDataException("the member 'node.id' is missing."));
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
    public static FileEntry ToEntry(OrderedDictionary node, ExperimentPath path)
    {
        var metadata = node.Map("metadata");
        var bindrs = metadata?.Texts(BindrsMember) ?? [];
        metadata?.Remove(BindrsMember);
        var stored = node.Map("physicalFile");
        return new FileEntry
        {
            Id = node.Id("id") ?? string.Empty,
            ExperimentPath = path,
            Folder = (node.Text("pPath") ?? string.Empty).Trim('/'),
            Name = node.Text("name") ?? string.Empty,
            Description = node.Text("description") is { Length: > 0 } description ? description : null,
            Tags = node.Texts("tags"),
            Bindrs = bindrs,
            Metadata = metadata is { Count: > 0 } ? metadata : null,
            ContentType = stored?.Text("contentType") ?? ContentTypes.Default,
            Length = stored?["sizeBytes"] switch { long bytes => bytes, string digits when long.TryParse(digits, out var bytes) => bytes, _ => 0 },
            Checksum = stored?.Text("checksum") ?? string.Empty,
            UploadedAt = IsoTime.Parse(node.Text("createdAt")),
            UpdatedAt = IsoTime.Parse(node.Text("updatedAt")),
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
        return answer.Map("node")?.Id("id") ?? throw ServerFaults.NoJson(server.Address, new InvalidDataException("the member 'node.id' is missing."));
    }
}
