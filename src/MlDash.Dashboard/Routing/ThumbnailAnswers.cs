using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Thumbnails;
using MlDash.Media;

namespace MlDash.Dashboard.Routing;

/// <summary>
/// Small pictures of recorded ones, made when they are asked for. Where none can be made, the answer is the picture itself, unless it is too large to be
/// sent without being wanted.
/// </summary>
internal static class ThumbnailAnswers
{
    /// <summary>Longer pictures are not decoded, nor sent in place of a small one; the page has the same bound in parts/Recorded.svelte.</summary>
    private const int MostBytes = 20_000_000;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    // Each takes some memory, and a processor.
    private static readonly SemaphoreSlim _few = new(2);

    /// <summary>The small picture of a file of an experiment.</summary>
    public static async Task<DashboardAnswer> OfExperimentAsync(
        DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken)
    {
        var file = await RecordedFile.OfExperimentAsync(source, query, cancellationToken).ConfigureAwait(false);
        if (file.Length > MostBytes)
            return TooLarge();
        // What the same bytes become is the same, whoever asks for it; who may not read the file does not get here.
        var tag = file.Checksum.Length > 0 ? Tags.OfThumbnail(file.Checksum) : null;
        if (tag is not null && tag == request.IfNoneMatch)
            return DashboardAnswer.Unchanged(tag, isRecorded: true);
        if (tag is not null && ThumbnailFolder.OfProcess.Find(file.Checksum) is { } kept)
            return Of(kept, tag);
        await _few.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Somebody else may have wanted the same while this one was waiting.
            if (tag is not null && ThumbnailFolder.OfProcess.Find(file.Checksum) is { } madeMeanwhile)
                return Of(madeMeanwhile, tag);
            var (thumbnail, isTooLarge) = await MakeAsync(file, cancellationToken).ConfigureAwait(false);
            if (isTooLarge)
                return TooLarge();
            if (thumbnail is not null && tag is not null)
                ThumbnailFolder.OfProcess.Keep(file.Checksum, thumbnail);
            if (thumbnail is not null)
                return Of(thumbnail, tag);
        }
        finally
        {
            _few.Release();
        }

        return await FileAnswers.OfAsync(file, query, request, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(Thumbnail? Thumbnail, bool IsTooLarge)> MakeAsync(RecordedFile file, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_longest);
        try
        {
            await using var stream = await file.OpenAsync().ConfigureAwait(false);
            await using var whole = await WholeStream.OfAsync(stream, MostBytes, late.Token).ConfigureAwait(false);
            if (MediaHeader.Read(whole) is not { } header)
                return default;
            if (!ThumbnailMaker.IsMadeOf(header))
                return (null, ThumbnailMaker.IsTooLarge(header));
            whole.Position = 0;
            // It computes for a while without waiting for anything.
            return (await Task.Run(() => ThumbnailMaker.Make(whole, header, late.Token), late.Token).ConfigureAwait(false), false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return default;
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private static DashboardAnswer Of(Thumbnail thumbnail, string? tag) =>
        new() { Status = 200, ContentType = thumbnail.ContentType, Body = thumbnail.Bytes, ETag = tag, IsRecorded = true };

    private static DashboardAnswer TooLarge() =>
        DashboardAnswer.Refused(422, "The picture is too large to be shown small.", "Open the file itself.", "PictureTooLarge");
}
