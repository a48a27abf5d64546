using System.Collections.Concurrent;
using MlDash.Storage;

namespace MlDash.Tests.Storage;

public sealed class OrderedWorkTests
{
    [Fact]
    public void Results_come_in_the_order_of_the_pieces()
    {
        var random = new Random(1);
        var pauses = Enumerable.Range(0, 40).Select(_ => random.Next(4)).ToArray();

        var results = OrderedWork.Run(Enumerable.Range(0, pauses.Length), (piece, _) =>
        {
            Thread.Sleep(pauses[piece]);
            return piece;
        });

        Assert.Equal(Enumerable.Range(0, pauses.Length), results);
    }

    [Fact]
    public async Task Who_stops_early_has_caused_little_more_work_than_was_wanted()
    {
        var (taken, done, left) = (0, new ConcurrentBag<int>(), new ConcurrentBag<int>());
        foreach (var result in OrderedWork.Run(Pieces(), Work))
        {
            if (result == 9)
                break;
        }

        // What was begun is finished, or told that nobody waits for it.
        for (var waited = 0; done.Count + left.Count < taken && waited < 2_000; waited++)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.InRange(taken, 10, 10 + OrderedWork.Ahead);
        Assert.Equal(Enumerable.Range(0, taken), done.Concat(left).Order());
        Assert.True(done.Count >= 10);

        IEnumerable<int> Pieces()
        {
            while (true)
                yield return taken++;
        }

        int Work(int piece, CancellationToken ended)
        {
            (ended.IsCancellationRequested ? left : done).Add(piece);
            return piece;
        }
    }

    [Fact]
    public void A_fault_comes_in_the_place_of_its_result()
    {
        var seen = new List<int>();
        var fault = Assert.Throws<FormatException>(() =>
        {
            foreach (var result in OrderedWork.Run(Enumerable.Range(0, 10), (piece, _) => piece == 5 ? throw new FormatException("five") : piece))
                seen.Add(result);
        });

        Assert.Equal("five", fault.Message);
        Assert.Equal([0, 1, 2, 3, 4], seen);
    }
}
