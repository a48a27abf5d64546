namespace MlDash.Series;

/// <summary>A sum that keeps what is lost by rounding (Neumaier), so that the order of its parts hardly matters.</summary>
internal struct CompensatedSum
{
    /// <param name="sum">The sum as it was rounded.</param>
    /// <param name="lost">What rounding has taken from it.</param>
    public CompensatedSum(double sum, double lost)
    {
        Rounded = sum;
        Lost = lost;
    }

    /// <summary>The sum as it was rounded.</summary>
    public double Rounded { get; private set; }

    /// <summary>What rounding has taken from it.</summary>
    public double Lost { get; private set; }

    /// <summary>The sum.</summary>
    public readonly double Value => double.IsFinite(Lost) ? Rounded + Lost : Rounded;

    /// <summary>Takes one more number.</summary>
    public void Add(double value)
    {
        var sum = Rounded + value;
        Lost += Math.Abs(Rounded) >= Math.Abs(value) ? Rounded - sum + value : value - sum + Rounded;
        Rounded = sum;
    }

    /// <summary>Takes the numbers of another sum.</summary>
    public void Add(in CompensatedSum other)
    {
        Add(other.Rounded);
        Lost += other.Lost;
    }
}
