using Microsoft.AspNetCore.Mvc;
using MlDash.Export;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Tracks;

/// <summary>Section 5 of the protocol: tracks.</summary>
internal static class TrackEndpoints
{
    private const int SmallBody = 1 << 20;
    private const int SegmentsBefore = 4;

    // The older client sends all it has gathered in one batch, and drops what is refused.
    private const int EntriesForAnItem = 10;

    public static void MapTracks(this IEndpointRouteBuilder api)
    {
        var tracks = api.MapGroup(Routes.TracksTemplate).WithTags("Tracks").RequireExperiment(ExperimentWrites.Content);
        tracks.MapGet("", ListAsync);
        tracks.MapPost("", CreateAsync);
        tracks.MapGet("/{**rest}", ReadAsync);
        tracks.MapPost("/{**rest}", AppendAsync).WithMetadata(new BatchTarget());
    }

    /// <summary>The tracks of an experiment; <c>topic=robot/*</c> is every topic that begins with <c>robot/</c>.</summary>
    private static async Task<WireResult<TrackList>> ListAsync(
        string id, HttpRequest request, StoreCollections stores, IMetadataStore store, CancellationToken cancellationToken, [FromQuery] string? topic = null)
    {
        var page = NamePage.Of(request.Query);
        var fitting = (await stores.Tracks.HeadsAsync(id, cancellationToken)).Where(t => Matches(t.Label, topic)).ToList();
        var (heads, hasMore) = page.Take(fitting);
        var tracks = await stores.Tracks.OfHeadsAsync(heads, cancellationToken);
        var ends = await store.EndsAsync([.. tracks.Select(t => t.Stream)], cancellationToken);
        return Wire.Ok(new TrackList(
            [.. tracks.Select(t => t.ToWire(ends.GetValueOrDefault(t.Stream)?.Next ?? 0))], fitting.Count, hasMore, NamePage.Next(heads, hasMore)));
    }

    private static async Task<WireResult<TrackWire>> CreateAsync(
        string id, HttpRequest request, StoreCollections stores, IMetadataStore store, TrackEntries entries, CancellationToken cancellationToken)
    {
        var given = await request.ReadObjectAsync(SmallBody);
        var track = await entries.UpsertAsync(id, given.RequiredText("topic"), cancellationToken);
        track = await stores.Tracks.ChangeAsync(track.Id, t => t with
        {
            Description = given.Text("description") ?? t.Description,
            Tags = given.Texts("tags") ?? t.Tags,
            Metadata = given.Object("metadata") ?? t.Metadata,
        }, cancellationToken) ?? track;
        var ends = await store.EndsAsync([track.Stream], cancellationToken);
        return Wire.Ok(track.ToWire(ends.GetValueOrDefault(track.Stream)?.Next ?? 0));
    }

    private static async Task<IResult> AppendAsync(
        string id, HttpContext context, TrackEntries entries, TrackIntake intake, LostAnswers lost,
        ServerSettings settings, Telemetry telemetry, CancellationToken cancellationToken)
    {
        var (topic, verb) = TargetOf(context, Routes.AppendVerb, Routes.TrackBatchVerb);
        var given = await context.Request.ReadObjectAsync(settings.MaxBatchSize, (int)Math.Min(int.MaxValue, EntriesForAnItem * (long)settings.MaxBatchItems));
        var token = Idempotency.TokenOf(context);
        if (verb == Routes.AppendVerb)
        {
            var entry = FlatEntry.Of(given.GetValueOrDefault("timestamp"), given.Object("data") ?? RawJson.Parse("{}"))
                ?? throw ApiException.Malformed("'timestamp' is needed and holds a finite number of seconds.");
            if (await lost.BeginAsync(context) is { } appended)
                return appended;
            await entries.AppendAsync(id, topic, TrackBatch.Of([entry]), token, context.RequestAborted);
            telemetry.EntriesReceived(1);
            return Wire.Ok(new TrackAppended(entry.TimestampText, entry.FieldsObject()));
        }

        var sent = TrackIntake.Read(given);
        if (await lost.BeginAsync(context) is { } answered)
            return answered;
        return Wire.Ok(await intake.AppendAsync(id, topic, sent, token, context.RequestAborted));
    }

    private static async Task<IResult> ReadAsync(
        string id, HttpContext context, TrackEntries entries, ServerSettings settings, WorkGates gates, CancellationToken cancellationToken)
    {
        var (topic, _) = TargetOf(context, Routes.DataVerb);
        var track = await entries.FindAsync(id, topic, cancellationToken) ?? throw ApiException.NotFound("such track");
        var query = context.Request.Query;
        var format = Query.OneOf(query, "format", "json", "jsonl", "parquet", "mcap", "mocap");
        var columns = query["columns"].ToString() is { Length: > 0 } names ? names.Split(',').ToHashSet(StringComparer.Ordinal) : null;
        var (from, to) = (Query.Real(query, "start_timestamp"), Query.Real(query, "end_timestamp"));
        using var turn = await gates.WholeStreams.EnterAsync(cancellationToken);
        var found = await entries.SelectAsync(track, from, to, columns, cancellationToken);
        if (format is not ("parquet" or "mcap"))
            return new TrackJsonResult(found, asLines: format == "jsonl");
        if (found.Count > settings.MaxTableRows)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge,
                $"The track has {found.Count} entries between these times; a {format} file holds {settings.MaxTableRows} at most. "
                + "Ask for parts with start_timestamp and end_timestamp, or for format=jsonl.");
        }
        var rows = await found.ReadAsync(cancellationToken).ToListAsync(cancellationToken);
        return format == "parquet"
            ? TypedResults.Bytes(await ParquetTable.WriteAsync(rows, cancellationToken), "application/vnd.apache.parquet")
            : TypedResults.Bytes(Mcap(topic, rows), "application/octet-stream");
    }

    private static byte[] Mcap(string topic, IEnumerable<FlatEntry> entries)
    {
        var file = new MemoryStream();
        var mcap = new McapWriter(file, topic);
        foreach (var entry in entries)
            mcap.Add(entry.TimestampText.ToString(), entry.WholeObject().Bytes.Span);
        mcap.End();
        return file.ToArray();
    }

    private static (string Topic, string Verb) TargetOf(HttpContext context, params string[] verbs) =>
        RawTarget.SegmentsAfter(context, SegmentsBefore) is [.. var topic, var verb] && verbs.Contains(verb)
        && string.Join('/', topic) is { Length: > 0 } name
            ? (name, verb)
            : throw new ApiException(
                StatusCodes.Status404NotFound, WireErrors.NotFound, $"A track is reached with …/{{topic}}/{string.Join(" or …/{topic}/", verbs)}.");

    private static bool Matches(string topic, string? filter) => filter switch
    {
        null or "" => true,
        _ when filter.EndsWith("/*", StringComparison.Ordinal) => topic.StartsWith(filter[..^1], StringComparison.Ordinal),
        _ => topic == filter,
    };
}
