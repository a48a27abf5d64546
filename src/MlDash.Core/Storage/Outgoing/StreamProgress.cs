using System.Collections.Specialized;

namespace MlDash.Storage.Outgoing;

/// <summary>A request that was begun and whose answer is not known.</summary>
/// <param name="FromLine">Lines before it.</param>
/// <param name="FromOffset">Where its first line begins.</param>
/// <param name="ToLine">Lines up to its end.</param>
/// <param name="ToOffset">Where the line after it begins.</param>
/// <param name="Tries">Requests of the stream that were taken back before it; what is sent again after one goes under a new key.</param>
/// <param name="Careful">Whether every line of it was looked at before it was taken.</param>
/// <param name="Said">The details of the stream in it, so that a repeat is the same to the byte; null for none, or an older journal.</param>
/// <param name="IsDoubted">Whether a repeat was refused, so that it has to be asked for whether the first one arrived.</param>
internal sealed record PendingBatch(
    long FromLine, long FromOffset, long ToLine, long ToOffset, int Tries, bool Careful, OrderedDictionary? Said, bool IsDoubted);

/// <summary>
/// How far a stream has been sent: the requests that arrived, each with the place it has got on the server. A server that has lost its latest records has
/// lost the requests that lie there, wherever they begin here; what was sent after the loss stays, so there may be gaps.
/// </summary>
internal sealed class StreamProgress
{
    private readonly List<Sent> _sent = [];
    private int _tries;

    /// <summary>Lines that are done with, from the first one on.</summary>
    public long Line { get; private set; }

    /// <summary>Where the next line to send begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The line from which on lines are done with already; <see cref="long.MaxValue"/> when none are.</summary>
    public long Until { get; private set; } = long.MaxValue;

    /// <summary>How many records the server's stream holds at least.</summary>
    public long End { get; private set; }

    /// <summary>The request under way; null when none is.</summary>
    public PendingBatch? Pending { get; private set; }

    /// <summary>Begins a request.</summary>
    public void Begin(long toLine, long toOffset, bool careful, OrderedDictionary? said) =>
        Pending = new PendingBatch(Line, Offset, toLine, toOffset, _tries, careful, said, IsDoubted: false);

    /// <summary>Leaves it open whether the request under way arrived.</summary>
    public void Doubt() => Pending = Pending is { } pending ? pending with { IsDoubted = true } : null;

    /// <summary>Takes the request under way back: it has not arrived.</summary>
    public void Withdraw()
    {
        Pending = null;
        _tries++;
    }

    /// <summary>Ends the request under way: it has arrived.</summary>
    /// <param name="toLine">Lines up to its end.</param>
    /// <param name="toOffset">Where the line after it begins.</param>
    /// <param name="records">Records that the server has taken of it; null: one a line.</param>
    /// <param name="end">Where the server's stream ended with it; null when the server did not say.</param>
    public void Arrive(long toLine, long toOffset, long? records, long? end)
    {
        var (from, fromOffset) = Pending is { } pending ? (pending.FromLine, pending.FromOffset) : (Line, Offset);
        var taken = records ?? toLine - from;
        // Records only come behind others: one that comes before the end has found less there than there was.
        var isLoss = taken > 0 && end is { } at && at - taken < End;
        if (isLoss)
            Drop(end!.Value - taken);
        End = taken == 0 ? End : end ?? End + taken;
        _sent.Add(new Sent(from, fromOffset, toLine, toOffset, taken == 0 ? 0 : End));
        Pending = null;
        if (!isLoss && from == Line && Until == long.MaxValue)
            (Line, Offset) = (toLine, toOffset);
        else
            FindGap();
    }

    /// <summary>Forgets the requests that a server does not hold which has no more than <paramref name="total"/> records.</summary>
    public void Lose(long total)
    {
        Drop(total);
        FindGap();
    }

    private void Drop(long total)
    {
        _sent.RemoveAll(sent => sent.End > total);
        End = Math.Min(End, total);
        _tries++;
    }

    /// <summary>Finds the first line that is not done with, and the next one that is.</summary>
    private void FindGap()
    {
        _sent.Sort((left, right) => left.FromLine.CompareTo(right.FromLine));
        (Line, Offset, Until) = (0, 0, long.MaxValue);
        foreach (var sent in _sent)
        {
            if (sent.FromLine > Line)
            {
                Until = sent.FromLine;
                return;
            }

            (Line, Offset) = (sent.ToLine, sent.ToOffset);
        }
    }

    /// <summary>A request that arrived, and where the server's stream ended with it; 0 when it brought no record.</summary>
    private readonly record struct Sent(long FromLine, long FromOffset, long ToLine, long ToOffset, long End);
}
