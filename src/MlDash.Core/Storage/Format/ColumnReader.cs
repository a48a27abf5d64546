using MlDash.Series;

namespace MlDash.Storage.Format;

/// <summary>Turns stored lines of one metric into columns of numbers.</summary>
internal sealed class ColumnReader
{
    /// <summary>Points of one part of the answer.</summary>
    public const int PointsAPart = 1000;

    private readonly MetricQuery _query;
    private readonly FieldTable _fields = new();
    private readonly DecodedPage<MetricColumns>.LineParser _take;

    public ColumnReader(MetricQuery query)
    {
        _query = query;
        Numbers = new(_fields);
        _take = Take;
    }

    /// <summary>Takes the numbers out of points, for those who have them in another form.</summary>
    public PointNumbers Numbers { get; }

    /// <summary>The points taken so far.</summary>
    public NumberColumns Points { get; } = new(PointsAPart);

    /// <summary>The points in a page of lines.</summary>
    /// <param name="page">The page.</param>
    /// <param name="end">Where in the file no line begins any more that is asked for.</param>
    public DecodedPage<MetricColumns> Read(LinePage page, long end)
    {
        var decoded = new DecodedPage<MetricColumns>();
        while (page.Offset < end && page.TryRead(out var line))
        {
            decoded.Read(page, line, _take);
            if (TakeFull() is { } full)
                decoded.Items.Add(full);
        }

        if (TakeRest() is { } rest)
            decoded.Items.Add(rest);
        return decoded;
    }

    /// <summary>Takes a line, when it is asked for.</summary>
    /// <returns>The points taken so far, when they are as many as one part holds.</returns>
    /// <exception cref="System.Text.Json.JsonException">The line is broken.</exception>
    public MetricColumns? Read(Span<byte> line)
    {
        Take(line);
        return TakeFull();
    }

    /// <summary>Takes a point without the line around it, whatever its time is.</summary>
    /// <param name="data">The point as a JSON object.</param>
    /// <param name="index">Its index.</param>
    /// <returns>The points taken so far, when they are as many as one part holds.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is no object.</exception>
    public MetricColumns? Read(ReadOnlySpan<byte> data, long index)
    {
        Numbers.ReadData(data, index, Points);
        return TakeFull();
    }

    /// <summary>The points taken so far; null when there are none.</summary>
    public MetricColumns? TakeRest()
    {
        if (Points.Count == 0)
            return null;
        var taken = MetricColumns.Of(Points, _fields, _query.Fields);
        Points.Clear();
        return taken;
    }

    private void Take(Span<byte> line)
    {
        if (PointLine.IsAsked(line, _query))
            Numbers.Read(line, Points);
    }

    private MetricColumns? TakeFull() => Points.Count == PointsAPart ? TakeRest() : null;
}
