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

/// <content>Parameters, points and entries.</content>
public sealed partial class RemoteExperimentStore
{
    private const int RecordsAPage = 5000;

    /// <inheritdoc />
    public async Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        await _server.FindAsync($"{await DataAsync(path, cancellationToken).ConfigureAwait(false)}/parameters", cancellationToken)
            .ConfigureAwait(false) is { } answer
            ? Answer.Of(_server.Address, answer).OptionalMembers(WireMembers.Data) ?? Json.JsonValues.NewMap()
            : Json.JsonValues.NewMap();

    /// <inheritdoc />
    public async IAsyncEnumerable<MetricPoint> ReadMetricAsync(
        ExperimentPath path, string metric, MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = $"{await DataAsync(path, cancellationToken).ConfigureAwait(false)}/metrics/{Routes.MetricName(metric)}";
        if (query.Last is { } last)
        {
            var stats = await _server.FindAsync($"{address}/stats", cancellationToken).ConfigureAwait(false);
            var total = stats is null ? 0 : Answer.Of(_server.Address, stats).Count(WireMembers.TotalDataPoints);
            foreach (var point in await ReadLastPointsAsync(address, query, last, total, cancellationToken).ConfigureAwait(false))
                yield return point;
            yield break;
        }

        var left = query.First ?? long.MaxValue;
        await foreach (var point in PointPagesAsync(address, query, query.Skip, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (left-- <= 0)
                yield break;
            yield return point;
        }
    }

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

    private async IAsyncEnumerable<MetricPoint> PointPagesAsync(
        string address, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new PointReader(query);
        var filtered = query.Since is not null || query.Until is not null;
        for (var start = from; start < to;)
        {
            var size = Math.Min(RecordsAPage, Math.Min(to - start, filtered ? RecordsAPage : query.First ?? RecordsAPage));
            var request = $"{address}/data?startIndex={start}&limit={Math.Max(1, size)}";
            if (await _server.TryGetBytesAsync(request, cancellationToken).ConfigureAwait(false) is not { } answer)
                yield break;
            var page = RecordPage.Read(_server.Address, answer, WireMembers.Data);
            foreach (var item in page.Items)
            {
                if (Understood(() => reader.Read(Writable(item))) is { } point)
                    yield return point;
            }

            start += page.Items.Count;
            if (!page.HasMore)
                yield break;
        }
    }

    /// <summary>Goes back from the end, further each time, until enough points were of use.</summary>
    private async Task<List<MetricPoint>> ReadLastPointsAsync(string address, MetricQuery query, int last, long end, CancellationToken cancellationToken)
    {
        List<MetricPoint> found = [];
        for (long window = last; end > 0 && found.Count < last; window *= 8)
        {
            var start = Math.Max(0, end - window);
            List<MetricPoint> part = [];
            await foreach (var point in PointPagesAsync(address, query, start, end, cancellationToken).ConfigureAwait(false))
                part.Add(point);
            found = [.. part, .. found];
            end = start;
        }

        return found.Count > last ? found[^last..] : found;
    }

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
