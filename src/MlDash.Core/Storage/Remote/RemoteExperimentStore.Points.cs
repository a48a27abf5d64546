using System.Runtime.CompilerServices;
using MlDash.Client;
using MlDash.Metrics;
using MlDash.Protocol;
using MlDash.Storage.Format;

namespace MlDash.Storage.Remote;

/// <content>Points of metrics, as objects and as columns.</content>
public sealed partial class RemoteExperimentStore
{
    private const int RecordsAPage = 5000;

    /// <inheritdoc />
    public async IAsyncEnumerable<MetricPoint> ReadMetricAsync(
        ExperimentPath path, string metric, MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = await PointsAsync(path, metric, cancellationToken).ConfigureAwait(false);
        if (query.Last is { } last)
        {
            var total = await TotalAsync(address, cancellationToken).ConfigureAwait(false);
            foreach (var point in await ReadLastPointsAsync(address, query, last, total, cancellationToken).ConfigureAwait(false))
                yield return point;
            yield break;
        }

        var left = query.First ?? long.MaxValue;
        await foreach (var point in PointsAsync(address, query, query.Skip, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (left-- <= 0)
                yield break;
            yield return point;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<MetricColumns> ReadColumnsAsync(
        ExperimentPath path, string metric, MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = await PointsAsync(path, metric, cancellationToken).ConfigureAwait(false);
        if (query.Last is { } last)
        {
            var total = await TotalAsync(address, cancellationToken).ConfigureAwait(false);
            var found = await ReadLastAsync(last, total, (from, to) => ColumnsAsync(address, query, from, to, cancellationToken), ColumnParts.Points)
                .ConfigureAwait(false);
            foreach (var part in found.Last(last).First(query.First))
                yield return part;
            yield break;
        }

        await foreach (var part in ColumnsAsync(address, query, query.Skip, long.MaxValue, cancellationToken).First(query.First).ConfigureAwait(false))
            yield return part;
    }

    private async Task<string> PointsAsync(ExperimentPath path, string metric, CancellationToken cancellationToken) =>
        $"{await DataAsync(path, cancellationToken).ConfigureAwait(false)}/metrics/{Routes.Escaped(metric)}";

    private async IAsyncEnumerable<MetricPoint> PointsAsync(
        string address, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new PointReader(query);
        await foreach (var page in PagesAsync(address, query, from, to, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.Items)
            {
                if (Understood(() => reader.Read(Writable(item))) is { } point)
                    yield return point;
            }
        }
    }

    private async IAsyncEnumerable<MetricColumns> ColumnsAsync(
        string address, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new ColumnReader(query);
        await foreach (var page in PagesAsync(address, query, from, to, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.Items)
            {
                if (Understood(() => reader.Read(Writable(item))) is { } full)
                    yield return full;
            }
        }

        if (reader.TakeRest() is { } rest)
            yield return rest;
    }

    private async IAsyncEnumerable<RecordPage> PagesAsync(
        string address, MetricQuery query, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filtered = query.Since is not null || query.Until is not null;
        for (var start = from; start < to;)
        {
            var size = Math.Min(RecordsAPage, Math.Min(to - start, filtered ? RecordsAPage : query.First ?? RecordsAPage));
            var request = $"{address}/data?startIndex={start}&limit={Math.Max(1, size)}";
            if (await _server.TryGetBytesAsync(request, cancellationToken).ConfigureAwait(false) is not { } answer)
                yield break;
            var page = RecordPage.Read(_server.Address, answer, WireMembers.Data);
            yield return page;
            start += page.Items.Count;
            if (!page.HasMore)
                yield break;
        }
    }

    private async Task<long> TotalAsync(string address, CancellationToken cancellationToken) =>
        await _server.FindAsync($"{address}/stats", cancellationToken).ConfigureAwait(false) is { } stats
            ? Answer.Of(_server.Address, stats).Count(WireMembers.TotalDataPoints)
            : 0;

    private async Task<IEnumerable<MetricPoint>> ReadLastPointsAsync(
        string address, MetricQuery query, int last, long end, CancellationToken cancellationToken)
    {
        var found = await ReadLastAsync(last, end, (from, to) => PointsAsync(address, query, from, to, cancellationToken), static points => points.Count)
            .ConfigureAwait(false);
        return found.TakeLast(last);
    }

    /// <summary>Goes back from the end, further each time, until enough points were of use: there may be more than these.</summary>
    private static async Task<List<T>> ReadLastAsync<T>(int last, long end, Func<long, long, IAsyncEnumerable<T>> read, Func<List<T>, long> count)
    {
        List<T> found = [];
        for (long window = last; end > 0 && count(found) < last; window *= 8)
        {
            var start = Math.Max(0, end - window);
            List<T> part = [];
            await foreach (var one in read(start, end).ConfigureAwait(false))
                part.Add(one);
            found = [.. part, .. found];
            end = start;
        }

        return found;
    }
}
