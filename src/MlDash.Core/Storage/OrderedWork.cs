namespace MlDash.Storage;

/// <summary>
/// Works on pieces on all processors, and returns what comes of them in their order. Only a few pieces are begun ahead, so that memory is bounded and
/// whoever stops early has caused little more work than was wanted.
/// </summary>
internal static class OrderedWork
{
    private const int MostAhead = 8;

    /// <summary>Pieces that are in the works at most: one a processor, and the one that is being used.</summary>
    public static int Ahead { get; } = Environment.ProcessorCount == 1 ? 1 : Math.Min(Environment.ProcessorCount + 1, MostAhead);

    /// <summary>What comes of each piece.</summary>
    /// <param name="pieces">The pieces; they are taken by the thread that asks for results.</param>
    /// <param name="work">Works on a piece, also when its token is cancelled: then nobody waits for the result.</param>
    public static IEnumerable<TResult> Run<TPiece, TResult>(IEnumerable<TPiece> pieces, Func<TPiece, CancellationToken, TResult> work)
    {
        var begun = new Queue<Lazy<TResult>>();
        using var ending = new CancellationTokenSource();
        var ended = ending.Token;
        using var next = pieces.GetEnumerator();
        try
        {
            while (true)
            {
                while (begun.Count < Ahead && next.MoveNext())
                    begun.Enqueue(Begin(next.Current));
                if (!begun.TryDequeue(out var first))
                    yield break;
                // Done here, unless another processor has come to it first.
                yield return first.Value;
            }
        }
        finally
        {
            ending.Cancel();
        }

        Lazy<TResult> Begin(TPiece piece)
        {
            var result = new Lazy<TResult>(() => work(piece, ended));
            if (Ahead > 1)
                _ = Task.Run(() => result.Value, CancellationToken.None);
            return result;
        }
    }
}
