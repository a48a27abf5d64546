using MlDash.Metrics;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <content>Points of metrics, as objects and as columns.</content>
public sealed partial class LocalExperimentStore
{
    /// <summary>Lines that are read one by one before all processors are set to work: many readers want no more.</summary>
    private const int LinesOneByOne = 4000;

    /// <inheritdoc />
    public IAsyncEnumerable<MetricPoint> ReadMetricAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken) =>
        ReadPoints(MetricData(path, metric), query, cancellationToken).ToAsync(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<MetricColumns> ReadColumnsAsync(ExperimentPath path, string metric, MetricQuery query, CancellationToken cancellationToken) =>
        ReadColumns(MetricData(path, metric), query, cancellationToken).ToAsync(cancellationToken);

    private IEnumerable<MetricPoint> ReadPoints(string file, MetricQuery query, CancellationToken cancellationToken)
    {
        if (query.Last is { } last)
            return Most(ReadLast<MetricPoint>(file, last, new PointReader(query).Read, cancellationToken), query.First);
        var (offset, passed) = SeekLine(file, query.Skip, cancellationToken);
        return Most(ReadPoints(file, offset, passed, query, cancellationToken), query.First);
    }

    private IEnumerable<MetricPoint> ReadPoints(string file, long offset, long passed, MetricQuery query, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(file, offset, cancellationToken);
        if (lines is null)
            yield break;
        var reader = new PointReader(query);
        for (var left = passed + LinesOneByOne; left > 0; left--)
        {
            if (!NextLine(file, lines, ref passed, reader.Read, out var point))
                yield break;
            if (point is not null)
                yield return point;
        }

        foreach (var page in PageDecoding.Run(lines, () => new PointReader(query), static (reader, page) => reader.Read(page)))
        {
            foreach (var point in page.Told((fault, end) => Warn(file, fault, end)))
                yield return point;
        }
    }

    private IEnumerable<MetricColumns> ReadColumns(string file, MetricQuery query, CancellationToken cancellationToken)
    {
        if (query.Last is { } last)
            return ReadLastColumns(file, last, query, cancellationToken).First(query.First);
        var (offset, passed) = SeekLine(file, query.Skip, cancellationToken);
        return ReadColumns(file, offset, passed, long.MaxValue, query, cancellationToken).First(query.First);
    }

    /// <summary>Goes back from the end until enough points were of use; each line is read once.</summary>
    private List<MetricColumns> ReadLastColumns(string file, int last, MetricQuery query, CancellationToken cancellationToken)
    {
        List<MetricColumns> found = [];
        var end = long.MaxValue;
        for (long window = last; ; window *= 8)
        {
            var start = StartOfLast(file, window);
            found = [.. ReadColumns(file, start, 0, end, query, cancellationToken), .. found];
            if (start == 0 || found.Points() >= last)
                return found.Last(last);
            end = Math.Min(start, end);
        }
    }

    private IEnumerable<MetricColumns> ReadColumns(
        string file, long offset, long passed, long end, MetricQuery query, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(file, offset, cancellationToken);
        if (lines is null)
            yield break;
        lines.Skip(passed);
        foreach (var page in PageDecoding.Run(lines, () => new ColumnReader(query), (reader, page) => reader.Read(page, end), end))
        {
            foreach (var columns in page.Told((fault, at) => Warn(file, fault, at)))
                yield return columns;
        }
    }
}
