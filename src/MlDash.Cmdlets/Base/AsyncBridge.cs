namespace MlDash.Cmdlets.Base;

/// <summary>Asynchronous work on the thread of the pipeline, which has nothing else to do meanwhile.</summary>
internal static class AsyncBridge
{
    /// <summary>Runs a task to its end.</summary>
    public static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>Runs a task to its end.</summary>
    public static void Await(Task task) => task.GetAwaiter().GetResult();

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
