using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Guards;
using MlDash.Server.Http;

namespace MlDash.Server.Batches;

/// <summary>One part of a request that carries batches of several streams.</summary>
/// <param name="Kind">What it adds to, one of <see cref="BatchKinds"/>.</param>
/// <param name="Name">The metric or topic; empty for the log.</param>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Body">The body of the call for its one stream.</param>
internal sealed record BatchPart(string Kind, string Name, string Key, RawJson Body)
{
    /// <summary>The parts of a body, each an object that is not looked into yet.</summary>
    /// <exception cref="ApiException">400: it is none. 413: they are too many.</exception>
    public static IReadOnlyList<RawJson> ReadAll(ReadOnlyMemory<byte> body)
    {
        if (BatchItems.HasArrayOfMoreThan(body.Span, WireLimits.BatchParts))
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, WireErrors.TooLarge,
                $"The request has more than {WireLimits.BatchParts} batches. Send it in halves.");
        }
        try
        {
            var (_, members, parts) = RawJson.ParseBatch(body, RequestMembers.Batches);
            return members.Given(RequestMembers.Batches) is { Kind: JsonValueKind.Array } ? parts
                : throw ApiException.Malformed("'batches' is needed and holds a list of objects with 'kind', 'key' and 'body'.");
        }
        catch (FormatException e)
        {
            throw ApiException.Malformed(e.Message);
        }
    }

    /// <exception cref="ApiException">400: a member is missing or cannot be used.</exception>
    public static BatchPart Read(RawJson part)
    {
        var members = part.ToDictionary();
        var kind = members.RequiredText(RequestMembers.Kind);
        if (kind is not (BatchKinds.Log or BatchKinds.Metric or BatchKinds.Track))
            throw ApiException.Malformed($"'kind' must be {BatchKinds.Log}, {BatchKinds.Metric} or {BatchKinds.Track}; found '{kind}'.");
        return new BatchPart(
            kind,
            kind == BatchKinds.Log ? "" : members.RequiredText(WireMembers.Name),
            members.RequiredText(RequestMembers.Key),
            members.Object(RequestMembers.Body) ?? throw ApiException.Malformed("'body' is needed and holds the body of the call for one stream."));
    }

    /// <summary>The write that a request for this stream alone would be.</summary>
    public KeyedWrite ToWrite(string experiment) =>
        new(Key, KeptAnswers.TargetOf(HttpMethods.Post, PathIn(experiment)), RequestFingerprint.Of(Body.Bytes.Span));

    // As a server sees the path of a request: decoded, but for the slashes in a topic.
    private string PathIn(string experiment) => Kind switch
    {
        BatchKinds.Log => Routes.Logs(experiment),
        BatchKinds.Metric => $"{Routes.Metrics(experiment)}/{Name}/{Routes.MetricBatchVerb}",
        _ => $"{Routes.Tracks(experiment)}/{Name.Replace("/", "%2F", StringComparison.Ordinal)}/{Routes.TrackBatchVerb}",
    };
}
