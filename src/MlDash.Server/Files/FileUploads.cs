using System.Text.RegularExpressions;
using MlDash.Protocol;
using MlDash.Server.Hosting;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Stores;

namespace MlDash.Server.Files;

/// <summary>Receives a file: hashed and stored while it arrives, kept only if it is what the client meant to send.</summary>
internal sealed partial class FileUploads(
    ServerSettings settings, NodeAccess nodes, NodeTree tree, IBlobStore blobs, Snowflake ids, Telemetry telemetry)
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
        try
        {
            foreach (var folder in path[..^1])
                place = place with { Parent = await tree.UpsertFolderAsync(place, folder, cancel) };
            var (node, before) = await tree.UpsertFileAsync(place, path[^1], new FileGiven(description, tags, metadata, file), cancel);
            if (before is not null)
                await blobs.DeleteAsync(before.BlobKey, CancellationToken.None);
            telemetry.FileReceived(file.SizeBytes);
            return new FileAnswer(node.ToWire(), node.FileWire()!);
        }
        catch
        {
            await blobs.DeleteAsync(file.BlobKey, CancellationToken.None);
            throw;
        }
    }

    private async Task<Place> PlaceAsync(NamespaceDocument ns, Caller caller, FileForm form, CancellationToken cancel)
    {
        var experiment = form["experimentId"] is { } id ? await nodes.RequireExperimentAsync(id, caller, Role.Editor, cancel) : null;
        var project = await nodes.RequireProjectAsync(form["projectId"] ?? experiment?.ProjectId ?? form.Required("projectId"), caller, Role.Editor, cancel);
        if (project.NamespaceId != ns.Id)
            throw ApiException.NotFound("such project in this namespace");
        var place = await tree.FindPlaceAsync(project, form["parentId"], experiment?.ExperimentId, cancel);
        return place.ExperimentId is not null ? place
            : throw ApiException.Malformed("A file lies in an experiment. Give its 'experimentId', or a 'parentId' inside one.");
    }

    private async Task<PhysicalFile> StoreAsync(FileForm form, string checksum, CancellationToken cancel)
    {
        var id = ids.Next();
        var key = $"files/{id}";
        await using var arriving = new HashingStream(form.File.Body, settings.MaxFileSize);
        await blobs.PutAsync(key, arriving, cancel);
        var found = arriving.Sha256();
        if (found == checksum)
            return new PhysicalFile(id, form.ContentType, arriving.Count, checksum);
        await blobs.DeleteAsync(key, CancellationToken.None);
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

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}
