using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MlDash.Ids;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Metrics;
using MlDash.Server.Removal;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Tests;

/// <summary>The parts of one server that have to do with metrics, with a clock of their own.</summary>
internal sealed class MetricServer : ILogger<ChunkClosing>
{
    /// <summary>Whose metrics all tests write.</summary>
    public const string Experiment = "1";

    public MetricServer(int worker, IMetadataStore store, IBlobStore blobs, ServerSettings settings)
    {
        Stores = new StoreCollections(store);
        var chunks = new MetricChunks(store, blobs, settings, Clock);
        var summaries = new ChunkSummaries(chunks, new SummaryBlobs(blobs), NullLogger<ChunkSummaries>.Instance);
        var tails = new TailPacking(Stores, store, blobs, chunks, settings, Clock);
        Closing = new ChunkClosing(Stores, store, chunks, summaries, tails, settings, Clock, this);
        Points = new MetricPoints(Stores, store, chunks, Closing, settings, new Snowflake(worker, Clock), Clock);
    }

    /// <summary>What it could not do and left.</summary>
    public ConcurrentQueue<Exception?> Failures { get; } = new();

    public ShiftedClock Clock { get; } = new();

    public StoreCollections Stores { get; }

    public ChunkClosing Closing { get; }

    public MetricPoints Points { get; }

    public async Task AppendAsync(string name, int count)
    {
        using var points = PointLines.Of(Enumerable.Range(0, count).Select(i => RawJson.Parse($$"""{"x":{{i}}}""")));
        var batch = new MetricBatch(new MetricGiven(null, null, null), points);
        await Points.AppendAsync(Experiment, name, batch, token: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Sweeps as often as it takes for a blob to go that nothing refers to.</summary>
    public async Task SweepAsync(IBlobStore blobs)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var telemetry = new Telemetry(services.GetRequiredService<IMeterFactory>());
        var sweep = new BlobSweep(Stores, blobs, telemetry, Clock, NullLogger<BlobSweep>.Instance);
        foreach (var later in (TimeSpan[])[TimeSpan.FromDays(2), TimeSpan.FromHours(2)])
        {
            Clock.Shift += later;
            await sweep.LookAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        }
    }

    public void Log<TState>(
        Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Failures.Enqueue(exception);

    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
