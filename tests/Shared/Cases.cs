using System.Runtime.CompilerServices;
using CsCheck;

namespace MlDash.Tests;

/// <summary>
/// Generated cases whose run can be repeated as a whole: every case has a seed that comes from the first one, which is printed. <c>MLDASH_SEED</c> gives the
/// first seed of a run; a failure names the seed of its case.
/// </summary>
internal static class Cases
{
    private const string Variable = "MLDASH_SEED";

    /// <summary>Checks generated cases.</summary>
    /// <param name="gen">What generates them.</param>
    /// <param name="count">How many.</param>
    /// <param name="check">Throws when a case is wrong.</param>
    /// <param name="together">How many are checked at the same time.</param>
    /// <param name="print">A case as text, for a failure.</param>
    /// <param name="test">The test, for the line with the seed.</param>
    public static async Task ForAllAsync<T>(
        this Gen<T> gen, int count, Func<T, Task> check, int together = 1, Func<T, string>? print = null, [CallerMemberName] string test = "")
    {
        var first = Environment.GetEnvironmentVariable(Variable) ?? PCG.ThreadPCG.ToString();
        // The ordinary run shows it, not only a failure.
        Console.WriteLine($"{test}: {count} cases from the seed {first}");
        var seeds = PCG.Parse(first);
        var all = Enumerable.Range(0, count).Select(_ => seeds.ToString(seeds.Next64())).ToArray();
        var options = new ParallelOptions { MaxDegreeOfParallelism = together };
        await Parallel.ForEachAsync(all, options, async (seed, _) => await gen.SampleAsync(check, seed: seed, iter: 1, threads: 1, print: print));
    }
}
