namespace MlDash.Cmdlets.Waiting;

#pragma warning disable RS0030 // The one place where a thread waits for a task.

/// <summary>Asynchronous work on the thread of the pipeline, which has nothing else to do meanwhile.</summary>
internal static class AsyncBridge
{
    /// <summary>Runs a task to its end.</summary>
    public static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>Runs a task to its end.</summary>
    public static void Await(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Waits for the end of work, whatever it is; its error comes out where its result is asked for.</summary>
    /// <param name="work">The work.</param>
    /// <param name="within">How long to wait; what is less than nothing is no wait.</param>
    /// <returns>Whether it has ended.</returns>
    public static bool HasEnded(Task work, TimeSpan within)
    {
        try
        {
            return work.Wait(within > TimeSpan.Zero || within == Timeout.InfiniteTimeSpan ? within : TimeSpan.Zero);
        }
        catch (AggregateException)
        {
            // It failed, and so has ended.
            return true;
        }
    }

    /// <summary>Yields the items of a stream as they arrive, on this thread.</summary>
    public static IEnumerable<T> Pump<T>(IAsyncEnumerable<T> stream)
    {
        var items = stream.GetAsyncEnumerator();
        try
        {
            while (true)
            {
                var next = items.MoveNextAsync();
                if (!(next.IsCompleted ? next.Result : next.AsTask().GetAwaiter().GetResult()))
                    yield break;
                yield return items.Current;
            }
        }
        finally
        {
            items.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
