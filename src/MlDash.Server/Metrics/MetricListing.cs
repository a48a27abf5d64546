using System.Globalization;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>Describes the metrics of an experiment, or some of them by name, in one answer.</summary>
internal sealed class MetricListing(StoreCollections stores, IMetadataStore store, MetricPoints points)
{
    /// <summary>The most metrics that are named at once, and the most of a page with last points.</summary>
    public const int MostAtOnce = 1000;
    private const int ReadAtOnce = 16;

    /// <summary>A page of those that a request asks for; names that no metric has are skipped.</summary>
    /// <exception cref="ApiException">400: a parameter cannot be used.</exception>
    public async Task<MetricList> ListAsync(string experimentId, IQueryCollection query, CancellationToken cancellationToken)
    {
        var withLast = Query.OneOf(query, "last", "false", "true") == "true";
        return await ListAsync(experimentId, NamesOf(query), withLast, NamePage.Of(query, withLast ? MostAtOnce : WireLimits.RecordsAPage), cancellationToken);
    }

    /// <summary>A page of metrics.</summary>
    /// <param name="experimentId">The experiment.</param>
    /// <param name="names">Exact names; those that no metric has are skipped. Null: all metrics.</param>
    /// <param name="withLast">Whether the last points are wanted, and the details that come with them.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<MetricList> ListAsync(string experimentId, IReadOnlySet<string>? names, bool withLast, NamePage page, CancellationToken cancellationToken)
    {
        var all = names is null ? await stores.Metrics.HeadsAsync(experimentId, cancellationToken) : await FindAsync(experimentId, names, cancellationToken);
        var (heads, hasMore) = page.Take(all);
        var metrics = await stores.Metrics.OfHeadsAsync(heads, cancellationToken);
        var ends = await store.EndsAsync([.. metrics.Select(m => m.Stream)], cancellationToken);
        var entries = new MetricEntry[metrics.Count];
        await Parallel.ForAsync(0, metrics.Count, new ParallelOptions
        {
            MaxDegreeOfParallelism = ReadAtOnce,
            CancellationToken = cancellationToken
        }, async (i, one) =>
        {
            var (metric, end) = (metrics[i], ends.GetValueOrDefault(metrics[i].Stream));
            entries[i] = withLast ? await WithLastAsync(metric, end, one) : EntryOf(metric, end);
        });
        return new MetricList(entries, all.Count, hasMore, NamePage.Next(heads, hasMore));
    }

    private async Task<MetricEntry> WithLastAsync(MetricDocument metric, StreamEnd? end, CancellationToken cancellationToken) => EntryOf(metric, end) with
    {
        Metadata = metric.Metadata,
        ChunkSize = metric.ChunkSize,
        FirstDataAt = end is null ? null : metric.CreatedAt,
        LastDataAt = end?.LastAt,
        UpdatedAt = end?.LastAt ?? metric.UpdatedAt,
        LastPoint = end is null ? null : await points.LastAsync(metric, end.Next, cancellationToken) is { } last
            ? new PointWire(last.Index.ToString(CultureInfo.InvariantCulture), RawJson.Parse(last.Data), last.CreatedAt)
            : null,
    };

    private static MetricEntry EntryOf(MetricDocument metric, StreamEnd? end) => new(
        metric.Id, metric.Name, metric.Description, metric.Tags, (end?.Next ?? 0).ToString(CultureInfo.InvariantCulture), metric.CreatedAt);

    // Each by its name, however many others there are.
    private async Task<IReadOnlyList<StoredHead>> FindAsync(string experimentId, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var found = new List<StoredHead>();
        foreach (var name in names)
        {
            if (await points.FindAsync(experimentId, name, cancellationToken) is { } metric)
                found.Add(new StoredHead(metric.Id, experimentId, metric.CreatedAt, metric.Name));
        }
        return found;
    }

    private static HashSet<string>? NamesOf(IQueryCollection query)
    {
        var names = query["name"].OfType<string>().Concat(query["names"].OfType<string>().SelectMany(list => list.Split(',')))
            .Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (names.Count > MostAtOnce)
            throw ApiException.Malformed($"{names.Count} metrics are named; {MostAtOnce} is the most. Ask in several requests.");
        return names.Count > 0 ? names : null;
    }
}
