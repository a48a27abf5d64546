using System.Collections.Concurrent;

namespace MlDash.Cmdlets.Base;

/// <summary>The experiments that a command has worked on, each once: what they have to say is shown when the command ends.</summary>
internal sealed class TargetList
{
    private readonly HashSet<Experiment> _all = new(ReferenceEqualityComparer.Instance);
    private Experiment? _last;

    /// <summary>Whether there is none yet.</summary>
    public bool IsEmpty => _last is null;

    /// <summary>Each experiment once.</summary>
    public IEnumerable<Experiment> All => _all;

    /// <summary>Adds one; for the one before this costs a comparison.</summary>
    public void Add(Experiment experiment)
    {
        if (ReferenceEquals(experiment, _last))
            return;
        _last = experiment;
        _all.Add(experiment);
    }

    /// <summary>Reports writes that failed in the background, and what was skipped while reading.</summary>
    public void Leave(Action<Exception> report, Action<ConcurrentQueue<string>> warn)
    {
        foreach (var experiment in _all)
        {
            if (experiment.TakeFault() is { } fault)
                report(fault);
            warn(experiment.Warnings);
        }
    }
}
