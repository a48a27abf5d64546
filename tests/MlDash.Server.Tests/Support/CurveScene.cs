using Microsoft.Extensions.Logging.Abstractions;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Series;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Settings;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Sqlite;
using MlDash.Storage;

namespace MlDash.Server.Tests;

/// <summary>A metric in real stores, with the parts of a server that make curves of it.</summary>
internal sealed class CurveScene : IDisposable
{
    public const string Experiment = "1";

    private static readonly SeriesQuery[] _queries =
    [
        new() { X = new("step"), Buckets = 1 }, new() { X = new("step"), Buckets = 3 }, new() { X = SeriesX.Index, Buckets = 12 },
        new() { X = new("step"), From = 1_234, To = 2_345, Buckets = 40 }, new() { X = new("noise"), Fields = ["loss"], Buckets = 7 },
        // From the smallest blocks.
        new() { X = SeriesX.Index, Buckets = 100 }, new() { X = new("step"), From = 1_234, To = 12_345, Buckets = 90 },
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-curves-").FullName;
    private readonly SqliteMetadataStore _store;
    private readonly ServerSettings _settings;
    private readonly MetricPoints _points;
    private readonly MetricCurves _curves;
    private int _count;

    public CurveScene(int chunkSize)
    {
        _settings = new() { ChunkSize = chunkSize };
        _store = new SqliteMetadataStore(Path.Combine(_folder, "m.db"));
        Blobs = new ForwardingBlobs(new FolderBlobStore(Path.Combine(_folder, "blobs")));
        Stores = new StoreCollections(_store);
        var chunks = new MetricChunks(_store, Blobs, _settings, TimeProvider.System);
        Summaries = new SummaryBlobs(Blobs);
        var kept = new ChunkSummaries(chunks, Summaries, NullLogger<ChunkSummaries>.Instance);
        var tails = new TailPacking(Stores, _store, Blobs, chunks, _settings, TimeProvider.System);
        var closing = new ChunkClosing(Stores, _store, chunks, kept, tails, _settings, TimeProvider.System, NullLogger<ChunkClosing>.Instance);
        _points = new MetricPoints(Stores, _store, chunks, closing, _settings, new Snowflake(1, TimeProvider.System), TimeProvider.System);
        _curves = new MetricCurves(kept, _points);
        Purge = new Removal.ExperimentPurge(Stores, _store, Blobs);
    }

    public ForwardingBlobs Blobs { get; }

    public StoreCollections Stores { get; }

    public SummaryBlobs Summaries { get; }

    public Removal.ExperimentPurge Purge { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Appends points, at most 5,000 a batch.</summary>
    public async Task AppendAsync(int count)
    {
        for (var end = _count + count; _count < end;)
        {
            using var some = PointLines.Of(Enumerable.Range(_count, Math.Min(5_000, end - _count)).Select(i => RawJson.Parse(Point(i))));
            await _points.AppendAsync(Experiment, "m", new MetricBatch(new MetricGiven(null, null, null), some), token: null, Cancel);
            _count += some.Count;
        }
    }

    public async Task<MetricDocument> MetricAsync() => (await Stores.Metrics.GetByUniqueAsync(StoreCollections.DataUnique(Experiment, "m"), Cancel))!;

    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(SeriesQuery query) => await _curves.ReadAsync(await MetricAsync(), query, _ => { }, Cancel);

    /// <summary>All curves are those that the points give by themselves.</summary>
    public async Task AssertCurvesAsync()
    {
        var points = await UnsummarizedPoints.ReadAsync(Parsed(), Cancel);
        foreach (var query in _queries)
        {
            var expected = await SeriesReduction.ReadAsync(points, "m", query, Cancel);
            Assert.Equal(expected.Select(Said), (await ReadAsync(query)).Select(Said));
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Whole numbers, so that sums are exact in any order.
    private static string Point(int i) =>
        $$"""{"step": {{(i < 5_000 ? i : i - 700)}}, "loss":{{(i % 97 == 3 ? "NaN" : i * 7_919L % 1_000)}}, "noise":{{i * 31L % 17}}, "name":"x"}""";

    private static string Said(MetricSeries series) =>
        $"{series.Field} {series.X} {series.IsRaw} {series.IsOrdered}: {string.Join("; ", series.Buckets.Select(Said))}";

    private static string Said(SeriesBucket bucket) => string.Join(' ',
        bucket.Column, bucket.StartsPiece, bucket.First, bucket.Last, bucket.Min, bucket.Max, bucket.Count, bucket.Sum, bucket.NonFinite, bucket.BeginsWithGap,
        bucket.EndsWithGap);

    private async IAsyncEnumerable<MetricPoint> Parsed()
    {
        var reader = new Storage.Format.PointReader(new());
        for (var i = 0; i < _count; i++)
            yield return reader.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"index": {{i}}, "data": {{Point(i)}}}"""))!;
        await Task.CompletedTask;
    }
}
