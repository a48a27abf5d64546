using System.Diagnostics;
using System.Globalization;

namespace MlDash.Benchmarks;

/// <summary>One line of the table.</summary>
internal sealed record Row(string Work, string Against, string Goal, string Found, bool Holds);

/// <summary>Times two pieces of work in turn, so that both see the same machine, and compares their medians.</summary>
internal static class Measured
{
    private static readonly CultureInfo _plain = CultureInfo.InvariantCulture;

    /// <summary>How fast ours is as a part of the limit: 1 is as fast.</summary>
    public static Row Speed(string work, string against, double goal, int rounds, Action ours, Action limit)
    {
        var (mine, theirs) = InTurn(rounds, ours, limit);
        var ratio = theirs / mine;
        return new(
            work, against, string.Create(_plain, $"≥ {goal}"), string.Create(_plain, $"{ratio:0.00} ({mine:0} ms against {theirs:0} ms)"), ratio >= goal);
    }

    /// <summary>How long ours takes as a multiple of the other.</summary>
    public static Row Time(string work, string against, double goal, int rounds, Action ours, Action other)
    {
        var (mine, theirs) = InTurn(rounds, ours, other);
        var ratio = mine / theirs;
        return new(
            work, against, string.Create(_plain, $"≤ {goal}"), string.Create(_plain, $"{ratio:0.00} ({mine:0} ms against {theirs:0} ms)"), ratio <= goal);
    }

    /// <summary>How many milliseconds more ours takes.</summary>
    public static Row More(string work, string against, double goal, int rounds, Action ours, Action other)
    {
        var (mine, theirs) = InTurn(rounds, ours, other);
        return new(
            work,
            against,
            string.Create(_plain, $"≤ {goal} ms more"),
            string.Create(_plain, $"{mine - theirs:0.0} ms more ({mine:0.0} ms against {theirs:0.0} ms)"),
            mine - theirs <= goal);
    }

    /// <summary>Milliseconds of one run.</summary>
    public static double Once(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static (double Ours, double Other) InTurn(int rounds, Action ours, Action other)
    {
        // One round is not counted: it compiles.
        ours();
        other();
        var (mine, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            mine.Add(Once(ours));
            theirs.Add(Once(other));
        }

        return (Median(mine), Median(theirs));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
