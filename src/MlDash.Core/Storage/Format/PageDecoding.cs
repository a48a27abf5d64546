using System.Collections.Concurrent;

namespace MlDash.Storage.Format;

/// <summary>Decodes the pages of a long file on all processors, in their order.</summary>
internal static class PageDecoding
{
    /// <summary>What all pages hold.</summary>
    /// <param name="lines">Where they are read from; the caller keeps it open until the end.</param>
    /// <param name="newDecoder">Makes what decodes a page; as many are made as work at the same time.</param>
    /// <param name="decode">Decodes a page.</param>
    /// <param name="end">Where in the file no line begins any more that is asked for.</param>
    public static IEnumerable<TPage> Run<TDecoder, TPage>(
        LineReader lines, Func<TDecoder> newDecoder, Func<TDecoder, LinePage, TPage> decode, long end = long.MaxValue)
        where TPage : class
    {
        var idle = new ConcurrentBag<TDecoder>();
        return OrderedWork.Run(Pages(), Decode);

        IEnumerable<LinePage> Pages()
        {
            while (lines.Offset < end && lines.TakePage() is { } page)
                yield return page;
        }

        TPage Decode(LinePage page, CancellationToken ended)
        {
            using (page)
            {
                // Its buffer goes back to the pool all the same.
                if (ended.IsCancellationRequested)
                    return null!;
                var decoder = idle.TryTake(out var one) ? one : newDecoder();
                var decoded = decode(decoder, page);
                idle.Add(decoder);
                return decoded;
            }
        }
    }
}
