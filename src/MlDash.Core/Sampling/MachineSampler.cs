namespace MlDash.Sampling;

/// <summary>Samples this machine: all that can be measured on it. A source that fails is left out from then on.</summary>
internal sealed class MachineSampler : IDisposable
{
    private readonly SampleTable _table = new();
    private readonly List<ISampleSource> _sources = [];
    private readonly Action<string> _note;
    private readonly TimeProvider _clock;
    private long? _last;

    /// <param name="place">What is measured.</param>
    /// <param name="clock">What tells how much time is between two samples.</param>
    /// <param name="note">Told once of each source that is left out.</param>
    public MachineSampler(SampledPlace place, TimeProvider clock, Action<string> note)
    {
        (_clock, _note) = (clock, note);
        foreach (var open in MachineSources.Of(_table, place))
        {
            try
            {
                if (open() is { } source)
                    _sources.Add(source);
            }
            catch (Exception fault)
            {
                note($"Something of the machine cannot be measured. {fault.Message}");
            }
        }
    }

    /// <summary>Whether there is something to record.</summary>
    public bool HasSamples => _table.HasSamples;

    /// <summary>Samples every source.</summary>
    public void Sample()
    {
        var now = _clock.GetTimestamp();
        var seconds = _last is { } before ? _clock.GetElapsedTime(before, now).TotalSeconds : 0;
        _last = now;
        for (var at = _sources.Count - 1; at >= 0; at--)
        {
            try
            {
                _sources[at].Sample(seconds);
            }
            catch (Exception fault)
            {
                _note($"{_sources[at].GetType().Name} is not measured any longer. {fault.Message}");
                _sources[at].Dispose();
                _sources.RemoveAt(at);
            }
        }
    }

    /// <summary>Mean and maximum of each field since the last call.</summary>
    public List<KeyValuePair<string, object?>> Take() => _table.Take();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
        _sources.Clear();
    }
}
