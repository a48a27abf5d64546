using System.Collections.Concurrent;
using MlDash.Experiments;
using MlDash.Storage;

namespace MlDash.Comparing;

/// <summary>
/// The facts of many runs in memory, answered in pages of any order. They are looked at again when they are older than <see cref="Freshness"/>, or than
/// four times as long as a look takes: however many runs there are and however often is asked, looking takes a fifth of the time at most.
/// </summary>
public sealed class RunTable : IRunTable
{
    private const int LooksApart = 4;

    private static readonly Dictionary<ExperimentPath, RunFacts> _none = [];
    private static long _versions;

    private readonly Func<IReadOnlyDictionary<ExperimentPath, RunFacts>, CancellationToken, IAsyncEnumerable<RunFacts>> _read;
    private readonly TimeProvider _clock;
    private readonly SharedWork<Look> _looks;
    private volatile Look? _last;

    /// <param name="reader">What reads the runs. Its warnings are taken out here, so that it should be this table's own.</param>
    /// <param name="scope">Which runs.</param>
    /// <param name="clock">What tells the time; the system's when absent.</param>
    public RunTable(IExperimentReader reader, ExperimentQuery scope, TimeProvider? clock = null)
        : this((known, cancellationToken) => reader.ReadFactsAsync(scope, known, cancellationToken), reader.Warnings, clock ?? TimeProvider.System)
    {
    }

    /// <param name="read">Reads the runs, those given being known.</param>
    /// <param name="warnings">Where reading puts warnings.</param>
    /// <param name="clock">What tells the time.</param>
    internal RunTable(
        Func<IReadOnlyDictionary<ExperimentPath, RunFacts>, CancellationToken, IAsyncEnumerable<RunFacts>> read, ConcurrentQueue<string> warnings,
        TimeProvider clock)
    {
        (_read, _clock) = (read, clock);
        _looks = new(cancellationToken => LookAsync(warnings, cancellationToken));
    }

    /// <summary>How old an answer may be, unless looking takes long.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How many runs the last look has found.</summary>
    internal int Count => _last?.Runs.Length ?? 0;

    /// <inheritdoc />
    public IReadOnlyList<string> Warnings => _last?.Warnings ?? [];

    /// <inheritdoc />
    public async Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.First, 1);
        var order = new RunOrder(query);
        (RunCell Cell, string Path)? after = query.After is { } cursor ? order.PlaceAt(cursor) : null;
        var look = await (query.MaxAge is { } age ? NoOlderAsync(age, cancellationToken) : FreshAsync(cancellationToken)).ConfigureAwait(false);
        var runs = query.Under is null && query.Where is null ? look.Runs : Array.FindAll(look.Runs, query.Means);
        var places = runs.Select(run => (Place: order.PlaceOf(run), Run: run))
            .Where(one => after is not { } last || order.Compare(one.Place, last) > 0);
        // One more than is wanted tells whether there are more; the rest is not sorted.
        var page = places.OrderBy(one => one.Place, order).Take(query.First + 1).ToList();
        var hasMore = page.Count > query.First;
        if (hasMore)
            page.RemoveAt(page.Count - 1);
        return new([.. page.Select(one => one.Run)], runs.Length, hasMore, page.Count > 0 ? order.CursorOf(page[^1].Place) : null, look.Version);
    }

    /// <inheritdoc />
    public async Task<RunTableContent> ReadAllAsync(CancellationToken cancellationToken)
    {
        var look = await FreshAsync(cancellationToken).ConfigureAwait(false);
        return new(look.ByPath, look.Version);
    }

    private async Task<Look> NoOlderAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var asked = _clock.GetTimestamp();
        var look = _last;
        // One that is under way may have begun before the question: then it takes another.
        while (look is null || _clock.GetElapsedTime(look.Begun, asked) > age)
            look = await _looks.JoinAsync(cancellationToken).ConfigureAwait(false);
        return look;
    }

    private async Task<Look> FreshAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last)
            return await _looks.JoinAsync(cancellationToken).ConfigureAwait(false);
        var bound = last.Took * LooksApart > Freshness ? last.Took * LooksApart : Freshness;
        var age = _clock.GetElapsedTime(last.Begun);
        if (age > bound)
            return await _looks.JoinAsync(cancellationToken).ConfigureAwait(false);
        // Who asks again soon does not wait either. If this look fails, whoever waits for the next one sees why.
        if (age > bound / 2)
            _ = _looks.JoinAsync(CancellationToken.None);
        return last;
    }

    private async Task<Look> LookAsync(ConcurrentQueue<string> warnings, CancellationToken cancellationToken)
    {
        var (begun, before) = (_clock.GetTimestamp(), _last);
        var runs = new List<RunFacts>(before?.Runs.Length ?? 0);
        var known = new Dictionary<ExperimentPath, RunFacts>();
        await foreach (var run in _read(before?.ByPath ?? _none, cancellationToken).ConfigureAwait(false))
        {
            // Seen twice where it was changed while pages were turned.
            if (known.TryAdd(run.Experiment.Path, run))
                runs.Add(run);
        }

        var said = new HashSet<string>(StringComparer.Ordinal);
        while (warnings.TryDequeue(out var warning))
            said.Add(warning);
        var isSame = before is not null && before.Runs.Length == runs.Count
            && runs.TrueForAll(run => ReferenceEquals(before.ByPath.GetValueOrDefault(run.Experiment.Path), run));
        return _last = new(
            [.. runs], known, [.. said], begun, _clock.GetElapsedTime(begun),
            isSame ? before!.Version : Interlocked.Increment(ref _versions));
    }

    /// <summary>What a look has found.</summary>
    private sealed record Look(
        RunFacts[] Runs, Dictionary<ExperimentPath, RunFacts> ByPath, IReadOnlyList<string> Warnings, long Begun, TimeSpan Took, long Version);
}
