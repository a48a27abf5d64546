using MlDash.Storage;

namespace MlDash.Cmdlets.Sessions;

/// <summary>
/// Where this process records, in whatever runspace. Two recordings of one place would each keep an order of their own, and the experiment would run until
/// both are completed; several runspaces share one recording instead.
/// </summary>
internal static class OpenPlaces
{
    private static readonly Dictionary<(string Root, string Prefix), Experiment?> _taken = [];

    /// <summary>Starts an experiment unless its place is recorded to.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="session">The session that starts it.</param>
    /// <param name="start">Starts it.</param>
    /// <exception cref="ExperimentException"><c>ExperimentOpen</c>.</exception>
    public static Experiment Start(ExperimentStore store, ExperimentPath path, Session session, Func<Experiment> start)
    {
        var place = (store.Location, path.Value);
        lock (_taken)
        {
            // One that is there without an experiment is being started.
            if (_taken.TryGetValue(place, out var open) && open is not { IsOpen: false })
                throw Taken(path.Value, isHere: open is not null && session.Open.Contains(open));
            _taken[place] = null;
        }

        Experiment? started = null;
        try
        {
            return started = start();
        }
        finally
        {
            lock (_taken)
            {
                if (started is null)
                    _taken.Remove(place);
                else
                    _taken[place] = started;
            }
        }
    }

    /// <summary>Frees the place of an experiment that no session has any more.</summary>
    public static void Leave(Experiment experiment)
    {
        lock (_taken)
        {
            foreach (var (place, _) in _taken.Where(taken => ReferenceEquals(taken.Value, experiment)).ToList())
                _taken.Remove(place);
        }
    }

    private static ExperimentException Taken(string prefix, bool isHere) => isHere
        ? new ExperimentException(
            "ExperimentOpen",
            $"The experiment '{prefix}' is already open in this session.",
            $"Record to it with -Experiment '{prefix}', or complete it first with Complete-MlDashExperiment -Experiment '{prefix}'.")
        { Category = FaultCategory.ResourceExists, Target = prefix }
        : new ExperimentException(
            "ExperimentOpen",
            $"The experiment '{prefix}' is already open in another runspace of this process.",
            "Pass the open experiment to this runspace, as $using: does, and give it with -Experiment; or complete it first.")
        { Category = FaultCategory.ResourceExists, Target = prefix };
}
