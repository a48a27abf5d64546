using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;

namespace MlDash.Server.Batches;

/// <summary>
/// Batches of several streams of an experiment in one request, an addition of ours. Each part is what a request of its own would be, with a key and an answer
/// of its own; one that is refused takes nothing with it.
/// </summary>
internal static class BatchEndpoints
{
    // Writes that wait together share a sync of the disk.
    private const int StreamsAtOnce = 64;

    public static void MapBatches(this IEndpointRouteBuilder api)
    {
        var batches = api.MapGroup(Routes.BatchesTemplate).WithTags("Batches").RequireExperiment(ExperimentWrites.Batches);
        batches.MapPost("", AppendAsync);
    }

    private static async Task<WireResult<BatchAnswers>> AppendAsync(
        HttpContext context, Caller caller, Target<NodeDocument> experiment, BatchIntake intake, Idempotency keys, ServerSettings settings)
    {
        var parts = BatchPart.ReadAll(await context.Request.ReadBytesAsync(settings.MaxBatchSize));
        RateLimits.Charge(context, parts.Count - 1);
        var answers = new BatchAnswer?[parts.Count];
        var refused = new Exception?[parts.Count];
        var read = new ReadPart?[parts.Count];
        try
        {
            // All before the first is written: a request with too many records writes none of them.
            for (var (i, items) = (0, 0); i < parts.Count; items += read[i]?.Items ?? 0, i++)
                (read[i], refused[i]) = Read(() => intake.Read(experiment.Found, parts[i], items, context.Request));
            var streams = Enumerable.Range(0, parts.Count).Where(i => read[i] is not null).GroupBy(i => (read[i]!.Part.Kind, read[i]!.Part.Name));
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = StreamsAtOnce, CancellationToken = context.RequestAborted };
            await Parallel.ForEachAsync(streams, atOnce, async (stream, cancellationToken) =>
            {
                // What a stream gets twice, it gets in order.
                foreach (var i in stream)
                    (answers[i], refused[i]) = await WriteAsync(caller, keys, read[i]!, experiment.Found.ExperimentId!, cancellationToken);
            });
        }
        finally
        {
            foreach (var part in read)
                part?.Dispose();
        }
        // The request is asked for what such answers need by one thread, as it has to be.
        return Wire.Ok(new BatchAnswers([.. answers.Zip(refused, (answer, reason) => answer ?? Refused(context, reason!))]));
    }

    private static (ReadPart? Part, Exception? Refused) Read(Func<ReadPart> read)
    {
        try
        {
            return (read(), null);
        }
        catch (Exception e) when (e is not ApiException { Status: StatusCodes.Status413PayloadTooLarge })
        {
            return (null, e);
        }
    }

    private static async Task<(BatchAnswer? Answer, Exception? Refused)> WriteAsync(
        Caller caller, Idempotency keys, ReadPart part, string experiment, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await keys.OnceAsync(caller, part.Part.ToWrite(experiment), token => part.Write(token, cancellationToken), cancellationToken);
            return (new BatchAnswer(answer.Status, RawJson.Parse(answer.Body)), null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    private static BatchAnswer Refused(HttpContext context, Exception reason)
    {
        var error = ErrorBodies.OfPart(context, reason);
        return new BatchAnswer(error.Status, RawJson.Parse(JsonSerializer.SerializeToUtf8Bytes(error, Wire.TypeOf<ErrorWire>(context.Request))));
    }
}
