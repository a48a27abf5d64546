using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Files;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>Files of one experiment on their way to a server, and as the server describes them.</summary>
internal sealed class FileUploads(ServerClient server, RemoteIds ids)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _folders = new(StringComparer.Ordinal);

    /// <summary>The checksum of the file that is replaced, or <see cref="RequestMembers.NoFile"/>; null for any.</summary>
    /// <remarks>Servers that know of it leave another one as it is.</remarks>
    public string? Replaces { get; init; }

    /// <summary>Sends a file; one of the same folder and name is replaced, and what is not given now stays as it was there.</summary>
    /// <param name="file">Its details, with checksum and length.</param>
    /// <param name="given">Its details.</param>
    /// <param name="open">Opens its bytes, once for each try.</param>
    /// <param name="key">Idempotency key: lets the server recognise a retry.</param>
    /// <param name="progress">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The file as the server knows it.</returns>
    public async Task<FileEntry> SendAsync(
        FileEntry file, FileAnnotations given, Func<Stream> open, string key, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var isRemembered = _folders.ContainsKey(file.Folder);
        try
        {
            return await SendOnceAsync(file, given, open, key, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ExperimentException gone) when (isRemembered && gone.ErrorId == "NotOnServer")
        {
            // The folder was deleted since it was made. Another body needs another key.
            _folders.Clear();
            return await SendOnceAsync(file, given, open, $"{key}-again", progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FileEntry> SendOnceAsync(
        FileEntry file, FileAnnotations given, Func<Stream> open, string key, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var parent = await FolderAsync(file.Folder, cancellationToken).ConfigureAwait(false);
        // Metadata and bindrs travel as one: given alone, either would replace the other.
        var metadata = given is { Metadata: { } all, Bindrs: { } bindrs } ? Metadata(all, bindrs) : null;
        (string, string?)[] fields =
        [
            (WireMembers.Type, NodeType.File),
            (WireMembers.ProjectId, ids.Project),
            (WireMembers.ExperimentId, ids.Experiment.Length > 0 ? ids.Experiment : null),
            (WireMembers.ParentId, parent),
            (WireMembers.Name, file.Name),
            (WireMembers.Checksum, file.Checksum),
            (WireMembers.Description, given.Description is { Length: > 0 } description ? description : null),
            (WireMembers.Tags, given.Tags is { Length: > 0 } tags && !HasComma(tags) ? string.Join(',', tags) : null),
            (WireMembers.Metadata, metadata is { Count: > 0 } ? System.Text.Encoding.UTF8.GetString(JsonText.Write(metadata)) : null),
            (RequestMembers.Replaces, Replaces),
        ];
        var answer = await server.UploadAsync(
            Routes.Nodes(ids.Namespace),
            () => new FileForm(fields, file.Name, file.ContentType, open, file.Length, sent => progress?.Report(sent)),
            key,
            cancellationToken).ConfigureAwait(false);
        var node = Answer.Of(server.Address, answer).Map(WireMembers.Node);
        var id = node.Id(WireMembers.Id);
        var (noted, rest) = Compare(node, file, given);
        if (rest.Count > 0)
            await server.SendAsync(HttpMethod.Patch, Routes.Node(id), rest, cancellationToken).ConfigureAwait(false);
        return new FileEntry(noted) { Id = id };
    }

    /// <summary>
    /// The file as it is listed from now on, and what has yet to be changed of its node for that: form fields cannot empty anything, tags travel joined by
    /// commas, and metadata has to be put together with what was there.
    /// </summary>
    private static (FileEntry Noted, OrderedDictionary Change) Compare(Answer node, FileEntry file, FileAnnotations given)
    {
        var rest = new OrderedDictionary();
        var (description, tags) = (node.OptionalText(WireMembers.Description) ?? string.Empty, node.OptionalTexts(WireMembers.Tags));
        if (given.Description is not null && given.Description != description)
            rest[WireMembers.Description] = description = given.Description;
        if (given.Tags is not null && !given.Tags.SequenceEqual(tags, StringComparer.Ordinal))
            rest[WireMembers.Tags] = tags = given.Tags;
        var there = node.OptionalMembers(WireMembers.Metadata) ?? JsonValues.NewMap();
        var found = JsonText.Write(there);
        var bindrs = given.Bindrs ?? there.Texts(WireMembers.Bindrs);
        there.Remove(WireMembers.Bindrs);
        var metadata = given.Metadata is { } all ? Plain.Copy(all) : there;
        if (given.Metadata is not null || given.Bindrs is not null)
        {
            var wanted = Metadata(metadata, bindrs);
            if (!JsonText.Write(wanted).AsSpan().SequenceEqual(found))
                rest[WireMembers.Metadata] = wanted;
        }

        return (new FileEntry(file)
        {
            Description = description.Length > 0 ? description : null,
            Tags = tags,
            Bindrs = bindrs,
            Metadata = metadata.Count > 0 ? metadata : null,
        }, rest);
    }

    private static OrderedDictionary Metadata(System.Collections.IDictionary metadata, string[] bindrs)
    {
        var all = Plain.Copy(metadata);
        if (bindrs.Length > 0)
            all[WireMembers.Bindrs] = bindrs;
        return all;
    }

    /// <summary>The details of a file, as a change of its node. The protocol has no bindrs of files: they travel in the metadata.</summary>
    public static OrderedDictionary Annotations(FileEntry file) => new()
    {
        [WireMembers.Description] = file.Description ?? string.Empty,
        [WireMembers.Tags] = file.Tags,
        [WireMembers.Metadata] = Metadata(file.Metadata ?? JsonValues.NewMap(), file.Bindrs),
    };

    /// <summary>Takes the bindrs of a file out of the metadata in which they travelled.</summary>
    public static string[] TakeBindrs(OrderedDictionary? metadata)
    {
        var bindrs = metadata?.Texts(WireMembers.Bindrs) ?? [];
        metadata?.Remove(WireMembers.Bindrs);
        return bindrs;
    }

    /// <summary>A file as the server describes it.</summary>
    /// <exception cref="NetworkException"><c>ServerAnswerNotUnderstood</c>.</exception>
    public static FileEntry ToEntry(Answer node, ExperimentPath path)
    {
        var metadata = node.OptionalMembers(WireMembers.Metadata);
        var bindrs = TakeBindrs(metadata);
        var stored = node.OptionalMap(WireMembers.PhysicalFile);
        return new FileEntry
        {
            Id = node.Id(WireMembers.Id),
            ExperimentPath = path,
            Folder = node.Text(WireMembers.PPath).Trim('/'),
            Name = node.Text(WireMembers.Name),
            Description = node.OptionalText(WireMembers.Description) is { Length: > 0 } description ? description : null,
            Tags = node.OptionalTexts(WireMembers.Tags),
            Bindrs = bindrs,
            Metadata = metadata is { Count: > 0 } ? metadata : null,
            ContentType = stored?.OptionalText(WireMembers.ContentType) ?? ContentTypes.Default,
            Length = stored?.OptionalCount(WireMembers.SizeBytes) ?? 0,
            Checksum = stored?.OptionalText(WireMembers.Checksum) ?? string.Empty,
            UploadedAt = node.OptionalTime(WireMembers.CreatedAt),
            UpdatedAt = node.OptionalTime(WireMembers.UpdatedAt),
        };
    }

    /// <summary>Deletes a file; one that is gone already is no fault.</summary>
    public static Task DeleteAsync(ServerClient server, string node, CancellationToken cancellationToken) =>
        server.TrySendAsync(HttpMethod.Delete, Routes.Node(node), null, cancellationToken);

    private static bool HasComma(string[] tags) => tags.Any(tag => tag.Contains(',', StringComparison.Ordinal));

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
        var members = new OrderedDictionary
        {
            [WireMembers.Type] = NodeType.Folder,
            [WireMembers.ProjectId] = ids.Project,
            [WireMembers.ParentId] = parent,
            [WireMembers.Name] = folder[(slash + 1)..],
        };
        if (ids.Experiment.Length > 0)
            members[WireMembers.ExperimentId] = ids.Experiment;
        var answer = await server.SendAsync(HttpMethod.Post, Routes.Nodes(ids.Namespace), members, cancellationToken).ConfigureAwait(false);
        return Answer.Of(server.Address, answer).Map(WireMembers.Node).Id(WireMembers.Id);
    }
}
