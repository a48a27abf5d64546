using System.Text.RegularExpressions;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>
/// Receives a file: hashed and stored while it arrives, kept only if it is what the client meant to send. Until a node names them the bytes belong to nobody,
/// so they may arrive before it is known where they go; a server that dies meanwhile leaves them to the sweep.
/// </summary>
internal sealed partial class FileReceiver(
    ServerSettings settings, NodeAccess nodes, NodeTree tree, IBlobStore blobs, Snowflake ids, Telemetry telemetry, ILogger<FileReceiver> logger)
        : IFileReceiver
{
    public async Task<FileAnswer> ReceiveAsync(HttpRequest request, NamespaceDocument ns, Caller caller, CancellationToken cancellationToken)
    {
        var (upload, file) = await ArriveAsync(request, ns, caller, cancellationToken);
        return await KeepAsync(upload.Place, upload.Path, upload.Given(file), cancellationToken);
    }

    /// <summary>Keeps a file whose bytes this server has itself.</summary>
    /// <param name="place">Where it goes; the caller may write there.</param>
    /// <param name="path">Folders that are made where they are missing, and its name.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="replaces">As <see cref="FileGiven"/> has it.</param>
    /// <param name="cancellationToken">Ends it before anything is named.</param>
    public async Task<FileAnswer> KeepAsync(
        Place place, string[] path, Stream bytes, string contentType, string? replaces, CancellationToken cancellationToken)
    {
        foreach (var segment in path)
            NodeNames.Check(segment, "a file");
        var file = await StoreAsync(bytes, contentType, cancellationToken);
        return await KeepAsync(place, path, new FileGiven(null, null, null, file, replaces), cancellationToken);
    }

    private async Task<FileAnswer> KeepAsync(Place place, string[] path, FileGiven given, CancellationToken cancellationToken)
    {
        var file = given.File;
        CrashPoint.Pass("upload.stored");
        var (node, before) = await PublishAsync(place, path, given, cancellationToken);
        CrashPoint.Pass("upload.published");
        if (before is not null && before.Id != file.Id)
            await FreeAsync(before);
        CrashPoint.Pass("upload.freed");
        telemetry.FileReceived(file.SizeBytes);
        return new FileAnswer(node.ToWire(), node.FileWire()!);
    }

    /// <summary>Reads the whole request and stores its bytes. What is refused leaves none behind.</summary>
    private async Task<(Upload Upload, PhysicalFile File)> ArriveAsync(
        HttpRequest request, NamespaceDocument ns, Caller caller, CancellationToken cancellationToken)
    {
        Upload? upload = null;
        PhysicalFile? file = null;
        try
        {
            var fieldsBefore = 0;
            var form = await UploadForm.ReadAsync(request, async (sofar, part) =>
            {
                fieldsBefore = sofar.Count;
                // What can be refused before its bytes are taken, is.
                if (IsComplete(sofar))
                    upload = await UploadOfAsync(sofar, ns, caller, cancellationToken);
                file = await StoreAsync(part.Body, UploadForm.MediaTypeOf(part), cancellationToken);
            }, cancellationToken);
            if (upload is null || form.Count > fieldsBefore)
                upload = await UploadOfAsync(form, ns, caller, cancellationToken);
            if (file!.Checksum != upload.Checksum)
                throw new ApiException(StatusCodes.Status422UnprocessableEntity, WireErrors.WrongChecksum,
                    $"The bytes have SHA-256 {file.Checksum}, 'checksum' says {upload.Checksum}. Nothing was stored; send the file again.");
            RequestFingerprint.Note(request.HttpContext, form.Fingerprint(file.Checksum));
            return (upload, file);
        }
        catch
        {
            if (file is not null)
                await FreeAsync(file);
            throw;
        }
    }

    private static bool IsComplete(UploadForm form) =>
        form["checksum"] is not null && form["name"] is not null && (form["projectId"] ?? form["experimentId"]) is not null;

    private async Task<Upload> UploadOfAsync(UploadForm form, NamespaceDocument ns, Caller caller, CancellationToken cancellationToken)
    {
        if (form["type"] is { } type && type != NodeType.File)
            throw ApiException.Malformed($"Only a FILE is sent as multipart/form-data; found '{type}'.");
        var checksum = form.Required("checksum").ToLowerInvariant();
        if (!Sha256().IsMatch(checksum))
            throw ApiException.Malformed("'checksum' is the SHA-256 of the bytes in 64 hex digits.");
        var tags = form["tags"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var metadata = MetadataOf(form["metadata"]);
        var path = form.Required("name").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => NodeNames.Check(s, "a file")).ToArray();
        if (path.Length == 0)
            throw ApiException.Malformed("'name' must be a file name; found only '/'.");
        var place = await PlaceAsync(ns, caller, form, cancellationToken);
        return new Upload(place, path, checksum, form["description"], tags, metadata, form[RequestMembers.Replaces]);
    }

    /// <summary>Names the stored bytes in the tree. They are removed again only when no node can have come to name them.</summary>
    private async Task<(NodeDocument Node, PhysicalFile? Before)> PublishAsync(Place place, string[] path, FileGiven given, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var folder in path[..^1])
                place = place with { Parent = await tree.UpsertFolderAsync(place, folder, cancellationToken) };
            CrashPoint.Pass("upload.placed");
        }
        catch
        {
            await FreeAsync(given.File);
            throw;
        }
        try
        {
            // Not given up half way: nobody would know whether the node names the bytes.
            return await tree.UpsertFileAsync(place, path[^1], given, CancellationToken.None);
        }
        catch (Exception e) when (e is ApiException or StoreRefusalException || StoreFaults.IsFull(e))
        {
            // Refused, or there was no room. After any other failure a database may have made the change and not said so: the bytes stay.
            await FreeAsync(given.File);
            throw;
        }
    }

    /// <summary>Removes bytes that no node names. An unreachable store is not a fault of the request: the bytes are left over then.</summary>
    private async Task FreeAsync(PhysicalFile file)
    {
        try
        {
            await blobs.DeleteAsync(file.BlobKey, CancellationToken.None);
        }
#pragma warning disable CA1031 // Bytes that nobody names cost room and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLeftOver(e, file.BlobKey);
        }
    }

    private async Task<Place> PlaceAsync(NamespaceDocument ns, Caller caller, UploadForm form, CancellationToken cancellationToken)
    {
        var experiment = form["experimentId"] is { } id ? await nodes.RequireExperimentAsync(id, caller, Role.Editor, cancellationToken) : null;
        var project =
            await nodes.RequireProjectAsync(form["projectId"] ?? experiment?.ProjectId ?? form.Required("projectId"), caller, Role.Editor, cancellationToken);
        if (project.NamespaceId != ns.Id)
            throw ApiException.NotFound("such project in this namespace");
        var place = await tree.FindPlaceAsync(project, form["parentId"], experiment?.ExperimentId, cancellationToken);
        await nodes.RefuseProtectedContentAsync(place.Parent, cancellationToken);
        return place;
    }

    private async Task<PhysicalFile> StoreAsync(Stream bytes, string contentType, CancellationToken cancellationToken)
    {
        var id = ids.Next();
        await using var arriving = new HashingStream(bytes, settings.MaxFileSize);
        await blobs.PutAsync(PhysicalFile.KeyOf(id), arriving, cancellationToken);
        return new PhysicalFile(id, contentType, arriving.Count, arriving.Sha256());
    }

    private static RawJson? MetadataOf(string? text)
    {
        if (text is null)
            return null;
        try
        {
            var metadata = RawJson.Parse(text);
            return metadata.Kind == System.Text.Json.JsonValueKind.Object ? metadata : throw ApiException.Malformed("'metadata' is a JSON object.");
        }
        catch (FormatException e)
        {
            throw ApiException.Malformed($"'metadata' is a JSON object. {e.Message}");
        }
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "The bytes {Key}, which no node names, could not be removed")]
    private partial void LogLeftOver(Exception reason, string key);

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();

    /// <summary>What the fields of an upload say.</summary>
    private sealed record Upload(
        Place Place, string[] Path, string Checksum, string? Description, IReadOnlyList<string>? Tags, RawJson? Metadata, string? Replaces)
    {
        public FileGiven Given(PhysicalFile file) => new(Description, Tags, Metadata, file, Replaces);
    }
}
