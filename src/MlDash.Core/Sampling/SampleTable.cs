namespace MlDash.Sampling;

/// <summary>
/// What the samples of one window add up to: of each field its mean and its maximum. A field has a number that its source keeps, so that a sample is a few
/// additions and allocates nothing.
/// </summary>
internal sealed class SampleTable
{
    /// <summary>What stands behind the name of a field for its maximum.</summary>
    public const string MaximumSuffix = "/max";

    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a sample has come since the last record.</summary>
    public bool HasSamples { get; private set; }

    /// <summary>The number of a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="decimals">Decimal places that are recorded: more than the source is accurate to only fill the disk.</param>
    public int Add(string name, int decimals)
    {
        if (_numbers.TryGetValue(name, out var number))
            return number;
        _fields.Add(new(name, decimals));
        return _numbers[name] = _fields.Count - 1;
    }

    /// <summary>Notes a value of a field; what is not a number is left out.</summary>
    public void Note(int field, double value)
    {
        if (!double.IsFinite(value))
            return;
        HasSamples = true;
        _fields[field].Note(value);
    }

    /// <summary>Mean and maximum of each field that has a value, and begins the next window.</summary>
    public List<KeyValuePair<string, object?>> Take()
    {
        var taken = new List<KeyValuePair<string, object?>>(_fields.Count * 2);
        foreach (var field in _fields)
            field.TakeTo(taken);
        HasSamples = false;
        return taken;
    }

    private sealed class Field(string name, int decimals)
    {
        private readonly string _maximumName = name + MaximumSuffix;
        private double _sum;
        private double _maximum;
        private int _count;

        public void Note(double value)
        {
            _maximum = _count == 0 ? value : Math.Max(_maximum, value);
            _sum += value;
            _count++;
        }

        public void TakeTo(List<KeyValuePair<string, object?>> taken)
        {
            if (_count == 0)
                return;
            taken.Add(new(name, Rounded(_sum / _count)));
            taken.Add(new(_maximumName, Rounded(_maximum)));
            (_sum, _maximum, _count) = (0, 0, 0);
        }

        private double Rounded(double value) => Math.Round(value, decimals);
    }
}
