using System.Collections.Concurrent;
using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Nodes;

/// <summary>
/// Signs of life of open experiments, by the clock of this server. Whatever is written to an experiment is one. Whoever answers an experiment sees LOST where
/// signs were promised and have stopped.
/// </summary>
internal sealed partial class ExperimentSigns(StoreCollections stores, TimeProvider clock, ILogger<ExperimentSigns> logger)
{
    private const int MostRemembered = 100_000;

    // Batches come many times a second; a document is not written for each. Small beside the longest silence.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Noted> _noted = new(StringComparer.Ordinal);

    /// <summary>Begins with the run that was just opened: signs of the run before it say nothing about this one.</summary>
    /// <param name="experiment">The EXPERIMENT node.</param>
    /// <param name="isPromised">Whether its client will give signs.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task BeginAsync(NodeDocument experiment, bool isPromised, CancellationToken cancellationToken) => isPromised
        ? WriteAsync(experiment.ExperimentId!, _ => true, cancellationToken)
        : EndAsync(experiment, cancellationToken);

    /// <summary>Notes that something came for an experiment. It is no reason to refuse what came when that cannot be stored.</summary>
    /// <param name="experiment">The EXPERIMENT node as it is stored.</param>
    /// <param name="isPromised">Whether its client gives signs; false: not known from this request.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public async Task NoteAsync(NodeDocument experiment, bool isPromised, CancellationToken cancellationToken)
    {
        if (experiment.Run is not { Status: RunStatus.Running } run)
            return;
        var (id, now) = (experiment.ExperimentId!, new Noted(clock.GetUtcNow(), run.StartedAt, isPromised));
        if (_noted.TryGetValue(id, out var last) && last.CoversAlso(now))
            return;
        if (_noted.Count >= MostRemembered)
            _noted.Clear();
        // Before the write: of many batches that come at once, one makes it.
        _noted[id] = now with { IsPromised = isPromised || last?.IsPromised == true };
        try
        {
            await WriteAsync(id, before => isPromised || before, cancellationToken);
        }
#pragma warning disable CA1031 // The next request tries again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _noted.TryRemove(id, out _);
            LogFailure(id, fault);
        }
    }

    /// <summary>Forgets the signs of a run that has ended, or that another one takes the place of.</summary>
    public Task EndAsync(NodeDocument experiment, CancellationToken cancellationToken)
    {
        _noted.TryRemove(experiment.ExperimentId!, out _);
        return stores.Signs.DeleteAsync(experiment.ExperimentId!, cancellationToken);
    }

    /// <summary>An experiment as it is answered; other nodes are answered as they are.</summary>
    public async Task<NodeDocument> SeenAsync(NodeDocument node, CancellationToken cancellationToken) => (await SeenAsync([node], cancellationToken))[0];

    /// <summary>Nodes as they are answered, in their order. What is stored is never made of them.</summary>
    public async Task<IReadOnlyList<NodeDocument>> SeenAsync(IReadOnlyList<NodeDocument> nodes, CancellationToken cancellationToken)
    {
        string[] open = [.. nodes.Where(node => node.Run?.Status == RunStatus.Running).Select(node => node.ExperimentId!)];
        if (open.Length == 0)
            return nodes;
        var signs = await stores.Signs.GetAsync(open, cancellationToken);
        var now = clock.GetUtcNow();
        return [.. nodes.Select(node => node.Run is { Status: RunStatus.Running } run && signs.TryGetValue(node.ExperimentId!, out var sign)
            ? node with { Run = run with { LastSeen = sign.SeenAt, Status = IsSilent(sign, now) ? RunStatus.Lost : run.Status } }
            : node)];
    }

    private static bool IsSilent(SignDocument sign, DateTimeOffset now) =>
        sign.IsPromised && now - IsoTime.Parse(sign.SeenAt) > SignsOfLife.LongestSilence;

    private async Task WriteAsync(string id, Func<bool, bool> isPromised, CancellationToken cancellationToken)
    {
        var now = IsoTime.Format(clock.GetUtcNow());
        while (await stores.Signs.ChangeAsync(id, sign => sign with { SeenAt = now, IsPromised = isPromised(sign.IsPromised) }, cancellationToken) is null)
        {
            if (await stores.Signs.InsertAsync(new SignDocument(id, now, isPromised(false)), cancellationToken))
                return;
        }
    }

    [LoggerMessage(Level = LogSeverity.Debug, Message = "The sign of life of experiment {Id} could not be stored; the next request tries again")]
    private partial void LogFailure(string id, Exception reason);

    /// <summary>A sign that was stored.</summary>
    /// <param name="At">When.</param>
    /// <param name="StartedAt">The start of the run that it was of.</param>
    /// <param name="IsPromised">Whether it is known that signs are promised.</param>
    private sealed record Noted(DateTimeOffset At, string StartedAt, bool IsPromised)
    {
        public bool CoversAlso(Noted next) =>
            StartedAt == next.StartedAt && (IsPromised || !next.IsPromised) && (next.At - At).Duration() < _pause;
    }
}
