using MlDash.Json;
using MlDash.Series;

namespace MlDash.Tests.Series;

/// <summary>Summaries of ten million points: what is shown costs, not what was recorded. Alone, since it looks at the memory of the process.</summary>
[CollectionDefinition(nameof(ManyPointsTests), DisableParallelization = true)]
[Collection(nameof(ManyPointsTests))]
public sealed class ManyPointsTests
{
    private const int Points = 10_000_000;
    private const int Spike = 7_654_321;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_spike_of_one_point_in_ten_million_is_in_the_curve_and_little_is_read_for_it()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var made = new GrowingSummaries(SummaryBytes.None());
        var loss = made.Fields.SlotOf("loss");
        var points = new NumberColumns();
        for (var index = 0; index < Points; index++)
        {
            points.Set(FieldTable.Index, index);
            points.Set(loss, index == Spike ? 1e9 : index * 7_919L % 1_000 / 8.0);
            points.Keep();
            if (points.Count < NumberColumns.Most)
                continue;
            await made.AddAsync(BlockSummary.Of(points, made.Fields), index, Cancel);
            points.Clear();
        }

        // A summary as an object takes some 700 bytes, and there are 111,000 of them.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 32 << 20);
        using var bytes = new PooledBuffer();
        await made.WriteAsync(bytes, Points, stamp: 1, Cancel);

        var read = 0L;
        var kept = await SummaryBytes.OpenAsync(Read, Cancel);
        var curve = Assert.Single(await SeriesReduction.ReadAsync(new WithoutPoints(new(kept!)), "train", new() { X = SeriesX.Index }, Cancel));

        Assert.Equal((Spike, 1e9), curve.Buckets.MaxBy(bucket => bucket.Max.Y).Max);
        Assert.Equal(Points, curve.Buckets.Sum(bucket => bucket.Count));
        Assert.InRange(curve.Buckets.Count, 500, 1000);
        // The head, and the two largest levels.
        Assert.InRange(read, 1, bytes.Length / 50);

        ValueTask<ReadOnlyMemory<byte>> Read(long begin, int length, CancellationToken cancellationToken)
        {
            read += length;
            return new(bytes.WrittenMemory.Slice((int)begin, length));
        }
    }

    private sealed class WithoutPoints(GrowingSummaries summaries) : ISummarizedPoints
    {
        public FieldTable Fields => summaries.Fields;

        public int Blocks => summaries.Count(0);

        public int Summaries(int level) => summaries.Count(level);

        public ValueTask<BlockSummary> SummaryAsync(int level, int at, CancellationToken cancellationToken) =>
            summaries.SummaryAsync(level, at, cancellationToken);

        public ValueTask<NumberColumns> ReadAsync(int block, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Points are read.");
    }
}
