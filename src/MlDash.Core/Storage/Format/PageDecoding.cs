using System.Collections.Concurrent;

namespace MlDash.Storage.Format;

/// <summary>
/// Decodes the pages of a long file on all processors, in their order. No more pages are read ahead than processors can work on, so that memory is bounded
/// and a reader that stops early has read little more than it wanted.
/// </summary>
internal static class PageDecoding
{
    private const int MostAhead = 8;

    /// <summary>Pages that are in the works at most: one a processor, and the one that is being used.</summary>
    private static int Ahead => Environment.ProcessorCount == 1 ? 1 : Math.Min(Environment.ProcessorCount + 1, MostAhead);

    /// <summary>What all pages hold.</summary>
    /// <param name="lines">Where they are read from; one that the caller keeps open until the end.</param>
    /// <param name="newDecoder">Makes what decodes a page; as many are made as work at the same time.</param>
    /// <param name="decode">Decodes a page.</param>
    /// <param name="end">Where in the file no line begins any more that is asked for.</param>
    public static IEnumerable<TPage> Run<TDecoder, TPage>(
        LineReader lines, Func<TDecoder> newDecoder, Func<TDecoder, LinePage, TPage> decode,
        long end = long.MaxValue)
        where TPage : class
    {
        var ahead = new Queue<Lazy<TPage?>>();
        var idle = new ConcurrentBag<TDecoder>();
        using var ending = new CancellationTokenSource();
        var ended = ending.Token;
        try
        {
            while (true)
            {
                while (ahead.Count < Ahead && lines.Offset < end && lines.TakePage() is { } page)
                    ahead.Enqueue(Begin(page));
                if (!ahead.TryDequeue(out var next))
                    yield break;
                // Decoded here, unless another processor has come to it first.
                yield return next.Value!;
            }
        }
        finally
        {
            ending.Cancel();
        }

        Lazy<TPage?> Begin(LinePage page)
        {
            var work = new Lazy<TPage?>(() => Decode(page));
            if (Ahead > 1)
                _ = Task.Run(() => work.Value, CancellationToken.None);
            return work;
        }

        TPage? Decode(LinePage page)
        {
            using (page)
            {
                // Nobody waits for it any more, but its buffer goes back to the pool.
                if (ended.IsCancellationRequested)
                    return null;
                var decoder = idle.TryTake(out var one) ? one : newDecoder();
                var decoded = decode(decoder, page);
                idle.Add(decoder);
                return decoded;
            }
        }
    }
}
