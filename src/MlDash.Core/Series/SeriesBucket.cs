namespace MlDash.Series;

/// <summary>
/// What is kept of neighbouring points when there are more of them than can be shown: the first, the last, the least and the greatest, so that no spike of a
/// single point is lost, with count and sum for the mean.
/// </summary>
public struct SeriesBucket
{
    private CompensatedSum _sum;

    /// <summary>A bucket without points.</summary>
    /// <param name="column">Which of the equal parts of the range it is.</param>
    /// <param name="startsPiece">Whether x ran backwards before it.</param>
    public SeriesBucket(int column, bool startsPiece)
    {
        Column = column;
        StartsPiece = startsPiece;
    }

    /// <summary>Which of the equal parts of the range it is, from 0.</summary>
    public int Column { get; }

    /// <summary>Whether nothing leads from the bucket before to this one, because x ran backwards.</summary>
    public bool StartsPiece { get; }

    /// <summary>The first point.</summary>
    public (double X, double Y) First { get; private set; }

    /// <summary>The last point.</summary>
    public (double X, double Y) Last { get; private set; }

    /// <summary>The first of the least points.</summary>
    public (double X, double Y) Min { get; private set; }

    /// <summary>The first of the greatest points.</summary>
    public (double X, double Y) Max { get; private set; }

    /// <summary>How many points are finite; the members above are of these alone.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the finite values.</summary>
    public readonly double Sum => _sum.Value;

    /// <summary>How many values are NaN or infinite.</summary>
    public long NonFinite { get; private set; }

    /// <summary>Whether its first value is not finite, so that no line leads to it.</summary>
    public bool BeginsWithGap { get; private set; }

    /// <summary>Whether its last value is not finite, so that no line leads on from it.</summary>
    public bool EndsWithGap { get; private set; }

    /// <summary>Whether no point has the field.</summary>
    public readonly bool IsEmpty => Count + NonFinite == 0;

    /// <summary>A bucket as a server has answered it.</summary>
    /// <param name="begun">Its column, and whether it starts a piece.</param>
    /// <param name="points">First, last, least and greatest.</param>
    /// <param name="count">How many points are finite.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="nonFinite">How many are not.</param>
    /// <param name="gaps">Whether it begins, and ends, with one that is not.</param>
    internal static SeriesBucket Restored(
        SeriesBucket begun, ((double X, double Y) First, (double X, double Y) Last, (double X, double Y) Min, (double X, double Y) Max) points,
        long count, double sum, long nonFinite, (bool Before, bool After) gaps) => begun with
        {
            First = points.First,
            Last = points.Last,
            Min = points.Min,
            Max = points.Max,
            Count = count,
            NonFinite = nonFinite,
            BeginsWithGap = gaps.Before,
            EndsWithGap = gaps.After,
            _sum = new(sum, lost: 0),
        };

    /// <summary>A bucket of all points of a block.</summary>
    /// <param name="field">What is kept of the field.</param>
    /// <param name="placeOf">x of a row of the block.</param>
    internal static SeriesBucket Of(in FieldSummary field, Func<int, double> placeOf)
    {
        var bucket = new SeriesBucket
        {
            NonFinite = field.NonFinite,
            BeginsWithGap = field.FirstRow != field.First,
            EndsWithGap = field.LastRow != field.Last,
        };
        if (field.Count == 0)
            return bucket;
        bucket.First = (placeOf(field.First), field.FirstValue);
        bucket.Last = (placeOf(field.Last), field.LastValue);
        bucket.Min = (placeOf(field.Min), field.MinValue);
        bucket.Max = (placeOf(field.Max), field.MaxValue);
        bucket.Count = field.Count;
        bucket._sum = field.Sum;
        return bucket;
    }

    /// <summary>Takes one more point, the next one in order.</summary>
    public void Add(double x, double y)
    {
        if (!double.IsFinite(y))
        {
            BeginsWithGap |= IsEmpty;
            EndsWithGap = true;
            NonFinite++;
            return;
        }

        EndsWithGap = false;
        _sum.Add(y);
        Last = (x, y);
        if (Count++ == 0)
            First = Min = Max = Last;
        else if (y < Min.Y)
            Min = Last;
        else if (y > Max.Y)
            Max = Last;
    }

    /// <summary>Takes all points of the next bucket, as if they had been added one by one.</summary>
    public void Merge(in SeriesBucket next)
    {
        if (next.IsEmpty)
            return;
        BeginsWithGap = IsEmpty ? next.BeginsWithGap : BeginsWithGap;
        EndsWithGap = next.EndsWithGap;
        NonFinite += next.NonFinite;
        if (next.Count == 0)
            return;
        var isFirst = Count == 0;
        First = isFirst ? next.First : First;
        Min = isFirst || next.Min.Y < Min.Y ? next.Min : Min;
        Max = isFirst || next.Max.Y > Max.Y ? next.Max : Max;
        Last = next.Last;
        Count += next.Count;
        _sum.Add(next._sum);
    }
}
