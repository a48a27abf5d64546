using System.Text.RegularExpressions;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>Receives a file: hashed and stored while it arrives, kept only if it is what the client meant to send.</summary>
internal sealed partial class FileUploads(
    ServerSettings settings, NodeAccess nodes, NodeTree tree, IBlobStore blobs, Snowflake ids, Telemetry telemetry, ILogger<FileUploads> logger)
{
    public async Task<FileAnswer> ReceiveAsync(HttpRequest request, NamespaceDocument ns, Caller caller, CancellationToken cancel)
    {
        var form = await FileForm.ReadAsync(request, cancel);
        if (form["type"] is { } type && type != NodeType.File)
            throw ApiException.Malformed($"Only a FILE is sent as multipart/form-data; found '{type}'.");
        var checksum = form.Required("checksum").ToLowerInvariant();
        if (!Sha256().IsMatch(checksum))
            throw ApiException.Malformed("'checksum' is the SHA-256 of the bytes in 64 hex digits.");
        var description = form["description"];
        var tags = form["tags"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var metadata = MetadataOf(form["metadata"]);
        var path = form.Required("name").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => NodeNames.Check(s, "A file")).ToArray();
        if (path.Length == 0)
            throw ApiException.Malformed("'name' is a file name; found only '/'.");

        var place = await PlaceAsync(ns, caller, form, cancel);
        var file = await StoreAsync(form, checksum, cancel);
        CrashPoint.Pass("upload.stored");
        var (node, before) = await PublishAsync(place, path, new FileGiven(description, tags, metadata, file), cancel);
        CrashPoint.Pass("upload.published");
        if (before is not null && before.Id != file.Id)
            await FreeAsync(before);
        CrashPoint.Pass("upload.freed");
        telemetry.FileReceived(file.SizeBytes);
        return new FileAnswer(node.ToWire(), node.FileWire()!);
    }

    /// <summary>Names the stored bytes in the tree. They are removed again only when no node can have come to name them.</summary>
    private async Task<(NodeDocument Node, PhysicalFile? Before)> PublishAsync(Place place, string[] path, FileGiven given, CancellationToken cancel)
    {
        try
        {
            foreach (var folder in path[..^1])
                place = place with { Parent = await tree.UpsertFolderAsync(place, folder, cancel) };
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
        catch (ApiException)
        {
            // Refused. After any other failure a database may have made the change and not said so: the bytes stay.
            await FreeAsync(given.File);
            throw;
        }
    }

    /// <summary>Removes bytes that no node names. A store that is away is no fault of the request: they are left over then.</summary>
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

    private async Task<Place> PlaceAsync(NamespaceDocument ns, Caller caller, FileForm form, CancellationToken cancel)
    {
        var experiment = form["experimentId"] is { } id ? await nodes.RequireExperimentAsync(id, caller, Role.Editor, cancel) : null;
        var project = await nodes.RequireProjectAsync(form["projectId"] ?? experiment?.ProjectId ?? form.Required("projectId"), caller, Role.Editor, cancel);
        if (project.NamespaceId != ns.Id)
            throw ApiException.NotFound("such project in this namespace");
        var place = await tree.FindPlaceAsync(project, form["parentId"], experiment?.ExperimentId, cancel);
        if (place.ExperimentId is null)
            throw ApiException.Malformed("A file lies in an experiment. Give its 'experimentId', or a 'parentId' inside one.");
        await nodes.RefuseProtectedContentAsync(place.Parent, cancel);
        return place;
    }

    private async Task<PhysicalFile> StoreAsync(FileForm form, string checksum, CancellationToken cancel)
    {
        var id = ids.Next();
        await using var arriving = new HashingStream(form.File.Body, settings.MaxFileSize);
        await blobs.PutAsync(PhysicalFile.KeyOf(id), arriving, cancel);
        var found = arriving.Sha256();
        var file = new PhysicalFile(id, form.ContentType, arriving.Count, found);
        if (found == checksum)
            return file;
        await FreeAsync(file);
        throw new ApiException(StatusCodes.Status422UnprocessableEntity, "wrong_checksum",
            $"The bytes have SHA-256 {found}, the request says {checksum}. Nothing was kept; send the file again.");
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

    [LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "The bytes {Key}, which no node names, could not be removed")]
    private partial void LogLeftOver(Exception reason, string key);

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}
