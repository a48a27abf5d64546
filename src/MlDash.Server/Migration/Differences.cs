namespace MlDash.Server.Migration;

/// <summary>What is not the same on both sides; the first of them by name. Any number of threads may add.</summary>
internal sealed class Differences
{
    private const int MostNamed = 50;
    private readonly List<string> _named = [];

    public long Count { get; private set; }

    /// <summary>The first ones, a line each.</summary>
    public IReadOnlyList<string> Named
    {
        get
        {
            lock (_named)
                return [.. _named];
        }
    }

    public void Add(string difference)
    {
        lock (_named)
        {
            Count++;
            if (_named.Count < MostNamed)
                _named.Add(difference);
        }
    }
}
