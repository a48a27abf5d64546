using MlDash.Series;

namespace MlDash.Charts;

/// <summary>
/// Draws one curve: for each column of dots the stretch between its least and its greatest value, and what leads from one column to the next. A dash leaves out
/// columns, but never a value that lies outside of what is drawn beside it: a spike of a single point is seen in any curve.
/// </summary>
internal sealed class Stroke(DotCanvas canvas, Axis y)
{
    private const int Empty = int.MaxValue;

    private readonly int[] _low = new int[canvas.Width];
    private readonly int[] _high = new int[canvas.Width];

    /// <summary>Draws buckets whose columns are those of the canvas.</summary>
    public void Draw(IReadOnlyList<SeriesBucket> buckets, Ink ink)
    {
        for (var first = 0; first < buckets.Count;)
        {
            var end = first + 1;
            while (end < buckets.Count && !buckets[end].StartsPiece)
                end++;
            DrawPiece(buckets, first, end, ink);
            first = end;
        }
    }

    private void DrawPiece(IReadOnlyList<SeriesBucket> buckets, int first, int end, Ink ink)
    {
        var (left, right) = (buckets[first].Column, buckets[end - 1].Column);
        _low.AsSpan(left, right - left + 1).Fill(Empty);
        _high.AsSpan(left, right - left + 1).Fill(-1);
        for (var at = first; at < end; at++)
        {
            var bucket = buckets[at];
            if (bucket.Count == 0)
                continue;
            Cover(bucket.Column, Dot(bucket.Min.Y), Dot(bucket.Max.Y));
            var isReached = at > first && Leads(buckets[at - 1], bucket);
            if (isReached)
                Connect(buckets[at - 1], bucket);
            else if (bucket.Count == 1 && !(at + 1 < end && Leads(bucket, buckets[at + 1])))
                DrawAlone(bucket.Column, Dot(bucket.First.Y), ink);
        }

        for (var column = left; column <= right; column++)
        {
            if (_high[column] < 0)
                continue;
            if (!canvas.HasDashes || ink.IsFaint || Dash.HasInk(ink.Line, column))
                Fill(column, _low[column], _high[column], ink);
            else
                DrawBetweenDashes(column, left, right, ink);
        }
    }

    /// <summary>In a column that the dash leaves out, what lies outside of the columns drawn beside it.</summary>
    private void DrawBetweenDashes(int column, int left, int right, Ink ink)
    {
        var (low, high) = (Empty, -1);
        foreach (var (step, end) in new[] { (-1, left), (1, right) })
        {
            for (var beside = column; beside != end;)
            {
                beside += step;
                if (_high[beside] < 0)
                    break;
                if (!Dash.HasInk(ink.Line, beside))
                    continue;
                (low, high) = (Math.Min(low, _low[beside]), Math.Max(high, _high[beside]));
                break;
            }
        }

        if (_low[column] < low - 1)
            canvas.Set(column, _low[column], ink);
        if (_high[column] > high + 1)
            canvas.Set(column, _high[column], ink);
    }

    /// <summary>A point that no line leads to: a single dot would hardly be seen.</summary>
    private void DrawAlone(int column, int row, Ink ink)
    {
        if (!canvas.HasDashes)
            return;
        var (left, bottom) = (Math.Min(column, canvas.Width - 2), Math.Min(row, canvas.Height - 2));
        Fill(left, bottom, bottom + 1, ink);
        Fill(left + 1, bottom, bottom + 1, ink);
    }

    private static bool Leads(SeriesBucket from, SeriesBucket to) => from.Count > 0 && to.Count > 0 && !from.EndsWithGap && !to.BeginsWithGap;

    private void Connect(SeriesBucket from, SeriesBucket to)
    {
        var (start, end) = (Dot(from.Last.Y), Dot(to.First.Y));
        var columns = to.Column - from.Column;
        var rise = (end - start) / (double)Math.Max(columns, 1);
        for (var step = 0; step < columns; step++)
        {
            // Each of two columns goes half of the way, so that a steep line has no holes.
            var (here, half, next) = (start + (rise * step), start + (rise * (step + 0.5)), start + (rise * (step + 1)));
            Cover(from.Column + step, Row(here), Row(half));
            Cover(from.Column + step + 1, Row(half), Row(next));
        }
    }

    private void Cover(int column, int one, int other)
    {
        _low[column] = Math.Min(_low[column], Math.Min(one, other));
        _high[column] = Math.Max(_high[column], Math.Max(one, other));
    }

    private void Fill(int column, int low, int high, Ink ink)
    {
        for (var row = low; row <= high; row++)
            canvas.Set(column, row, ink);
    }

    private int Dot(double value) => y.Dot(value, canvas.Height);

    private static int Row(double row) => (int)Math.Round(row, MidpointRounding.AwayFromZero);
}
