namespace MlDash.Tests;

/// <summary>What some work takes of the memory.</summary>
internal static class Allocations
{
    private const int MostTries = 100;

    /// <summary>
    /// The bytes that work allocates on its thread. A thread counts for itself, so that work that ends on another one than it began on is done again: the
    /// difference between the counts of two threads says nothing.
    /// </summary>
    public static async Task<long> OfAsync(Func<Task> work)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
            await work();
            if (thread == Environment.CurrentManagedThreadId)
                return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        throw new InvalidOperationException($"Work that is measured ended on another thread {MostTries} times.");
    }
}
