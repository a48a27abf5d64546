using MlDash.Dashboard.Questions;
using MlDash.Files;

namespace MlDash.Dashboard.Routing;

/// <summary>Recorded files, whole or a part: what a browser plays, it asks for in parts.</summary>
internal static class FileAnswers
{
    /// <summary>A file of an experiment.</summary>
    public static async Task<DashboardAnswer> OfExperimentAsync(
        DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken)
    {
        var (path, name) = (query.Path(), query.Required("file"));
        var only = new FileQuery { Paths = [Text.Wildcard.ForPath(Text.Wildcard.Escape(name))] };
        await foreach (var file in source.Reader.FindFilesAsync(path, only, cancellationToken).ConfigureAwait(false))
        {
            if (file.Path != name)
                continue;
            var recorded = new Recorded(file.Name, file.ContentType, file.Length, file.Checksum);
            return await OfAsync(recorded, () => source.Reader.OpenFileAsync(file, cancellationToken), query, request, cancellationToken).ConfigureAwait(false);
        }

        throw Missing.File(path, name);
    }

    /// <summary>A file that lies in a folder itself.</summary>
    public static async Task<DashboardAnswer> OfFolderAsync(
        DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken)
    {
        var (folder, name) = (query.Folder("path"), query.Required("file"));
        await source.RequireFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        if (source.Folders is not { } folders || await folders.GetAsync(folder, name, cancellationToken).ConfigureAwait(false) is not { } file)
            throw FileErrors.NotInFolder(folder, name);
        var recorded = new Recorded(file.Name, file.ContentType, file.Length, file.Checksum);
        return await OfAsync(recorded, () => folders.OpenAsync(file, cancellationToken), query, request, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DashboardAnswer> OfAsync(
        Recorded file, Func<Task<Stream>> open, QueryFields query, DashboardRequest request, CancellationToken cancellationToken)
    {
        var tag = file.Checksum.Length > 0 ? $"\"{file.Checksum}\"" : null;
        if (tag is not null && tag == request.IfNoneMatch)
            return DashboardAnswer.Unchanged(tag, isRecorded: true);
        var stream = await open().ConfigureAwait(false);
        try
        {
            var length = stream.CanSeek ? stream.Length : file.Length;
            var wanted = request.IfRange is null || request.IfRange == tag ? ByteRange.Parse(request.Range, length) : null;
            if (wanted is { IsEmpty: true })
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                return DashboardAnswer.Unsatisfiable(length);
            }

            // No more than was announced, also where it grows meanwhile.
            stream = await PartStream.OfAsync(stream, wanted ?? new(0, length - 1), cancellationToken).ConfigureAwait(false);
            var saves = query.Text("save") is not null;
            return new()
            {
                Status = wanted is null ? 200 : 206,
                ContentType = saves ? RecordedType.Bytes : RecordedType.Shown(file.ContentType),
                Stream = stream,
                Length = wanted?.Length ?? length,
                Range = wanted?.Of(length),
                ETag = tag,
                FileName = saves ? file.Name : null,
                IsRecorded = true,
            };
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private readonly record struct Recorded(string Name, string ContentType, long Length, string Checksum);
}
