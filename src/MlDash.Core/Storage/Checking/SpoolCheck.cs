using System.Runtime.CompilerServices;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Storage.Checking;

/// <summary>Checks what waits on this machine to be sent to servers.</summary>
/// <param name="clock">What tells the time; the system's when absent.</param>
public sealed class SpoolCheck(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>How much was looked at so far.</summary>
    public StoreCheckCounts Counts { get; init; } = new();

    /// <summary>Checks it.</summary>
    /// <param name="cancellationToken">Ends the check.</param>
    public async IAsyncEnumerable<StoreFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var folder in Spool.Look())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return State(folder);
            if (folder.Entry is not { IsOwnRoot: true } entry || !Directory.Exists(new LocalLayout(entry.Root, entry.Path).Folder))
                continue;
            var scope = new CheckScope(Spool.Folder, new LocalLayout(entry.Root, entry.Path), _clock, Counts, cancellationToken);
            await foreach (var finding in ExperimentCheck.RunAsync(scope).ConfigureAwait(false))
                yield return finding;
        }
    }

    private static StoreFinding State(SpoolFolder folder) => folder switch
    {
        { Entry: { } entry } when !File.Exists(new LocalLayout(entry.Root, entry.Path).Experiment) => Find(
            folder, FindingSeverity.Error, FindingKinds.ExperimentMissing, $"The records for {entry.Server} are no longer in '{entry.Root}'.", entry),
        { Entry: { } entry } => Find(folder, FindingSeverity.Information, FindingKinds.Waiting, $"It waits to be sent to {entry.Server}.", entry),
        { IsSettled: true } => Find(folder, FindingSeverity.Information, FindingKinds.Refused, "It holds records that the server refuses."),
        { HoldsMore: true } => Find(
            folder,
            FindingSeverity.Error,
            FindingKinds.DocumentUnreadable,
            "What says where its records go is missing or damaged, so that nothing of it is sent."),
        _ => Find(folder, FindingSeverity.Information, FindingKinds.LeftOver, "All of it was sent."),
    };

    private static StoreFinding Find(SpoolFolder folder, FindingSeverity severity, string kind, string message, SpoolEntry? entry = null) => new()
    {
        Severity = severity,
        Kind = kind,
        Experiment = entry?.Path.Value,
        Item = Path.GetFileName(folder.Path),
        Message = message,
        Root = Spool.Folder,
    };
}
