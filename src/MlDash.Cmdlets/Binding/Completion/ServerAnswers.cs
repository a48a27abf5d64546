using System.Collections.Concurrent;
using System.Diagnostics;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// What servers say to a completer. The tab key waits a second at most, and only once in a while for a server that does not answer; what was said is kept for a
/// moment, since the same is asked with every letter.
/// </summary>
internal static class ServerAnswers
{
    /// <summary>As many names as anybody reads.</summary>
    private const int Most = 200;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, (long At, object Items)> _kept = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, long> _silent = new(StringComparer.Ordinal);

    /// <summary>Asks a server; nothing when it does not answer in time, or refuses.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="question">What tells the question from all others; null: the answer is not kept.</param>
    /// <param name="ask">Asks.</param>
    public static IReadOnlyList<T> Ask<T>(string server, string? question, Func<CancellationToken, IAsyncEnumerable<T>> ask)
    {
        var key = question is null ? null : $"{server} {typeof(T).Name} {question}";
        if (key is not null && _kept.TryGetValue(key, out var kept) && Stopwatch.GetElapsedTime(kept.At) < _fresh)
            return (IReadOnlyList<T>)kept.Items;
        if (_silent.TryGetValue(server, out var since) && Stopwatch.GetElapsedTime(since) < _rest)
            return [];
        using var limit = new CancellationTokenSource();
        // Not on this thread: what comes before the first wait of a request, such as looking up its name, may take its time, too.
        var work = Task.Run(() => ReadAsync(ask, limit.Token), CancellationToken.None);
        var hasEnded = AsyncBridge.HasEnded(work, _patience);
        if (hasEnded && work.IsCompletedSuccessfully)
        {
            var items = AsyncBridge.Await(work);
            if (key is not null)
                _kept[key] = (Stopwatch.GetTimestamp(), items);
            return items;
        }

        limit.Cancel();
        if (!hasEnded || work.Exception?.InnerException is NetworkException)
            _silent[server] = Stopwatch.GetTimestamp();
        return [];
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> ask, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        await foreach (var item in ask(cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
            if (items.Count == Most)
                break;
        }

        return items;
    }
}
