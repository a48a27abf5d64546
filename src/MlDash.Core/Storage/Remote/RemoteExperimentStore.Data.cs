using System.Collections.Specialized;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MlDash.Client;
using MlDash.Protocol;
using MlDash.Storage.Format;
using MlDash.Tracks;

namespace MlDash.Storage.Remote;

/// <content>Parameters and entries.</content>
public sealed partial class RemoteExperimentStore
{
    /// <inheritdoc />
    public async Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await _server.FindAsync($"{await DataAsync(path, cancellationToken).ConfigureAwait(false)}/parameters", cancellationToken)
            .ConfigureAwait(false) is { } answer
            ? Answer.Of(_server.Address, answer).OptionalMembers(WireMembers.Data) ?? Json.JsonValues.NewMap()
            : Json.JsonValues.NewMap();

    /// <inheritdoc />
    public async IAsyncEnumerable<TrackEntry> ReadTrackAsync(
        ExperimentPath path, string topic, TrackQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new StringBuilder(
            $"{await DataAsync(path, cancellationToken).ConfigureAwait(false)}/tracks/{Routes.TopicSegment(topic)}/data?format=jsonl");
        if (query.From is { } from)
            request.Append(CultureInfo.InvariantCulture, $"&start_timestamp={from:R}");
        if (query.To is { } to)
            request.Append(CultureInfo.InvariantCulture, $"&end_timestamp={to:R}");
        if (await _server.TryOpenAsync(request.ToString(), cancellationToken).ConfigureAwait(false) is not { } answer)
            yield break;
        var fields = new FieldReader();
        await using (answer.ConfigureAwait(false))
        {
            await foreach (var line in AnswerLines.ReadAsync(answer, _server.Address, _server.Options.LargestAnswer, cancellationToken).ConfigureAwait(false))
                yield return Understood(() => TrackLine.Read(line, fields, query));
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<TrackEntry> FindInTrackAsync(
        ExperimentPath path, string topic, IReadOnlyList<double> times, TrackQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = new List<TrackEntry>();
        var latest = times.Count == 0 ? 0 : times.Max();
        await foreach (var entry in ReadTrackAsync(path, topic, query with { To = query.To is { } to ? Math.Min(to, latest) : latest }, cancellationToken)
            .ConfigureAwait(false))
            entries.Add(entry);
        foreach (var time in times)
        {
            var (low, high) = (0, entries.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (entries[middle].Timestamp <= time)
                    low = middle + 1;
                else
                    high = middle;
            }

            yield return low == 0 ? throw TrackErrors.TimeBeforeFirst(topic, time) : entries[low - 1];
        }
    }

    private async Task<string> DataAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        Routes.Experiment(await ExperimentIdAsync(path, cancellationToken).ConfigureAwait(false));

    private async Task<RecordPage> PageAsync(string request, string member, CancellationToken cancellationToken) =>
        RecordPage.Read(_server.Address, await _server.GetBytesAsync(request, cancellationToken).ConfigureAwait(false), member);

    /// <summary>Reads a record; one that is none is the server's fault, said as such.</summary>
    private T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw ServerFaults.NoJson(_server.Address, fault);
        }
    }

    /// <summary>The bytes of an answer are ours alone, so readers may put their stand-ins into them.</summary>
    private static Span<byte> Writable(RawJson item) => MemoryMarshal.AsMemory(item.Bytes).Span;
}
