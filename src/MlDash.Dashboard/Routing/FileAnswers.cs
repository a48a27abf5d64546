using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Routing;

/// <summary>Recorded files, whole or a part: what a browser plays, it asks for in parts.</summary>
internal static class FileAnswers
{
    /// <summary>A file of an experiment.</summary>
    public static async Task<DashboardAnswer> OfExperimentAsync(
        DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken) =>
        await OfAsync(await RecordedFile.OfExperimentAsync(source, query, cancellationToken).ConfigureAwait(false), query, request, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>A file that lies in a folder itself.</summary>
    public static async Task<DashboardAnswer> OfFolderAsync(
        DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken) =>
        await OfAsync(await RecordedFile.OfFolderAsync(source, query, cancellationToken).ConfigureAwait(false), query, request, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>A file that was found.</summary>
    public static async Task<DashboardAnswer> OfAsync(
        RecordedFile file, QueryFields query, DashboardRequest request, CancellationToken cancellationToken)
    {
        var tag = file.Checksum.Length > 0 ? $"\"{file.Checksum}\"" : null;
        if (tag is not null && tag == request.IfNoneMatch)
            return DashboardAnswer.Unchanged(tag, isRecorded: true);
        var stream = await file.OpenAsync().ConfigureAwait(false);
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
}
