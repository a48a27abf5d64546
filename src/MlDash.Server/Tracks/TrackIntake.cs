using System.Globalization;
using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Http;

namespace MlDash.Server.Tracks;

/// <summary>Entries that were sent, and those of them that can be kept.</summary>
/// <param name="Usable">What is kept.</param>
/// <param name="Sent">How many were sent.</param>
internal sealed record SentEntries(TrackBatch Usable, int Sent);

/// <summary>Appends a batch of entries and says what the protocol says of it.</summary>
internal sealed class TrackIntake(TrackEntries entries, Telemetry telemetry)
{
    /// <summary>The entries of a body. The older client drops a batch that is refused: what can be kept is kept.</summary>
    /// <exception cref="ApiException">400: there is nothing that can be kept.</exception>
    public static SentEntries Read(IReadOnlyDictionary<string, RawJson> body)
    {
        if (body.Given(RequestMembers.Entries) is not { Kind: JsonValueKind.Array } list)
            throw ApiException.Malformed("'entries' is needed and holds a list of objects with a 'timestamp'.");
        var sent = list.Items();
        var usable = TrackBatch.Of(sent.Select(FlatEntry.OfFlat).OfType<FlatEntry>());
        return usable.Count > 0 || sent.Count == 0 ? new SentEntries(usable, sent.Count)
            : throw ApiException.Malformed("No entry has a 'timestamp' that is a finite number of seconds.");
    }

    public async Task<TrackBatchAppended> AppendAsync(
        string experimentId, string topic, SentEntries batch, string? token, CancellationToken cancellationToken)
    {
        var (usable, sent) = batch;
        string? start = null;
        if (usable.Count == 0)
            await entries.UpsertAsync(experimentId, topic, cancellationToken);
        else
            start = (await entries.AppendAsync(experimentId, topic, usable, token, cancellationToken)).ToString(CultureInfo.InvariantCulture);
        telemetry.EntriesReceived(usable.Count);
        return new TrackBatchAppended(usable.Count, usable.Count == sent ? null : sent - usable.Count, start);
    }
}
