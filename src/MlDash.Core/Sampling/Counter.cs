namespace MlDash.Sampling;

/// <summary>A number that only grows, of which the growth is looked at.</summary>
internal struct Counter
{
    private double _last;
    private bool _isKnown;

    /// <summary>How much it has grown; not a number the first time, and when it has been set back.</summary>
    public double Grow(double value)
    {
        var grown = _isKnown && value >= _last ? value - _last : double.NaN;
        (_last, _isKnown) = (value, true);
        return grown;
    }
}
