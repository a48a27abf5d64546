using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Guards;
using MlDash.Server.Http;
using MlDash.Server.Logs;
using MlDash.Server.Metrics;
using MlDash.Server.Nodes;
using MlDash.Server.Settings;
using MlDash.Server.Tracks;

namespace MlDash.Server.Batches;

/// <summary>A part that was read, and waits to be written.</summary>
/// <param name="Part">The part.</param>
/// <param name="Items">How many records it brings.</param>
/// <param name="Write">Writes it, given what tells a repeat, and answers as the call for its one stream does.</param>
/// <param name="Held">Memory that it takes; null when it takes none of its own.</param>
internal sealed record ReadPart(
    BatchPart Part, int Items, Func<string, CancellationToken, Task<KeptAnswers.Given>> Write, IDisposable? Held = null) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}

/// <summary>Reads and writes parts as the calls for one stream do.</summary>
internal sealed class BatchIntake(MetricIntake metrics, LogIntake logs, TrackIntake tracks, ServerSettings settings)
{
    /// <summary>Reads a part.</summary>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="part">The part.</param>
    /// <param name="before">Records of the parts before it: the limit is one for the whole request.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="ApiException">
    /// 400: the part cannot be read. 403: the experiment does not take it. 413: the whole request has too many records.
    /// </exception>
    public ReadPart Read(NodeDocument experiment, RawJson part, int before, HttpRequest request)
    {
        var read = BatchPart.Read(part);
        var (id, left) = (experiment.ExperimentId!, settings.MaxBatchItems - before);
        switch (read.Kind)
        {
            case BatchKinds.Metric:
                var points = MetricBatch.Read(read.Body.Bytes, left);
                return new ReadPart(
                    read, points.Points.Count, Answered(request, (token, cancel) => metrics.AppendAsync(id, read.Name, points, token, cancel)), points);
            case BatchKinds.Log:
                BatchItems.Check(read.Body.Bytes.Span, left);
                var entries = LogIntake.Read(read.Body);
                return new ReadPart(read, entries.Count, Answered(request, (token, cancel) => logs.AppendAsync(id, entries, token, cancel)));
            default:
                WriteProtection.RefuseContent(experiment);
                BatchItems.Check(read.Body.Bytes.Span, left);
                var sent = TrackIntake.Read(read.Body.ToDictionary());
                return new ReadPart(read, sent.Sent, Answered(request, (token, cancel) => tracks.AppendAsync(id, read.Name, sent, token, cancel)));
        }
    }

    // A request makes what it is asked of at the first question, which is not safe on several threads: it is asked here, before parts are written side by side.
    private static Func<string, CancellationToken, Task<KeptAnswers.Given>> Answered<T>(HttpRequest request, Func<string, CancellationToken, Task<T>> write)
    {
        var type = Wire.TypeOf<T>(request);
        return async (token, cancel) =>
            new(StatusCodes.Status200OK, "application/json", JsonSerializer.SerializeToUtf8Bytes(await write(token, cancel), type));
    }
}
