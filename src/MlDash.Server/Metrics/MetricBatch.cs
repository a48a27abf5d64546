using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Metrics;

/// <summary>What one append brings: points, and what it says of their metric.</summary>
/// <param name="Given">What it says.</param>
/// <param name="Points">The points.</param>
internal sealed record MetricBatch(MetricGiven Given, PointLines Points) : IDisposable
{
    /// <summary>Reads a body in one pass. It tells by itself whether it is one point or many, whatever the call.</summary>
    /// <param name="body">The body.</param>
    /// <param name="mostItems">The most points.</param>
    /// <exception cref="ApiException">400 when it is no JSON, 413 with too many points.</exception>
    public static MetricBatch Read(ReadOnlyMemory<byte> body, int mostItems)
    {
        BatchItems.Check(body.Span, mostItems);
        var points = new PointLines();
        try
        {
            var (whole, members) = RawJson.ParseBatch(body, RequestMembers.DataPoints, points);
            AddOthers(whole, members, points);
            return new MetricBatch(
                new MetricGiven(
                    members.Given(WireMembers.Description)?.AsText(), TextsOrNull(members, WireMembers.Tags), ObjectOrNull(members, WireMembers.Metadata)),
                points);
        }
        catch (Exception e)
        {
            points.Dispose();
            if (e is FormatException)
                throw ApiException.Malformed(e.Message);
            throw;
        }
    }

    public void Dispose() => Points.Dispose();

    /// <summary>Adds points that do not lie in the array of a batch.</summary>
    private static void AddOthers(RawJson whole, IReadOnlyDictionary<string, RawJson> members, PointLines points)
    {
        var isInMember = members.TryGetValue(RequestMembers.DataPoints, out var batch);
        if (isInMember && batch.Kind == JsonValueKind.Array)
            return;
        points.Begin();
        if (!isInMember)
            batch = whole;
        if (batch.Kind == JsonValueKind.Array)
        {
            foreach (var point in batch.Items())
                points.Add(point);
        }
        else if (!isInMember && members.TryGetValue(RequestMembers.Data, out var single))
        {
            points.Add(single);
        }
        else
        {
            points.Add(batch);
        }
    }

    // On this call a member of the wrong kind is ignored, not refused: the points matter more.
    private static IReadOnlyList<string>? TextsOrNull(IReadOnlyDictionary<string, RawJson> members, string name) =>
        members.Given(name) is { Kind: JsonValueKind.Array } ? members.Texts(name) : null;

    private static RawJson? ObjectOrNull(IReadOnlyDictionary<string, RawJson> members, string name) =>
        members.Given(name) is { Kind: JsonValueKind.Object } value ? value : null;
}
