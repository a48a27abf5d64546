using MlDash.Storage.Local;

namespace MlDash.Storage.Outgoing;

/// <summary>A recording whose server may not have everything yet, as this machine knows it.</summary>
/// <param name="Server">Where it goes.</param>
/// <param name="Target">Its path on the server.</param>
/// <param name="Local">The store on this machine that keeps it until then.</param>
/// <param name="Path">Its path there.</param>
public sealed record UnsentRecording(Uri Server, ExperimentPath Target, LocalExperimentStore Local, ExperimentPath Path)
{
    /// <summary>All of them, newest first. The network is not asked.</summary>
    public static IEnumerable<UnsentRecording> All() =>
        Spool.Peek().Select(entry => new UnsentRecording(entry.Server, entry.Target.ToPath(), new LocalExperimentStore(entry.Root), entry.Path));

    /// <summary>Whether something of a local experiment is still to be sent.</summary>
    public static bool IsWaiting(string root, ExperimentPath path) => Spool.Peek().Any(entry => entry.Root == root && entry.Path == path);
}
