namespace MlDash.Server.Http;

/// <summary>
/// Answers of lines that are each worked for: where one takes long, an empty line now and then shows the client that the server is at work.
/// </summary>
internal static class SlowLines
{
    private static readonly TimeSpan _signOfLife = TimeSpan.FromSeconds(10);

    /// <summary>The media type of such an answer.</summary>
    public const string ContentType = "application/jsonl; charset=utf-8";

    /// <summary>Waits for the next thing to answer; false at the end.</summary>
    public static async Task<bool> NextAsync<T>(
        this HttpResponse response, IAsyncEnumerator<T> all, TimeProvider clock, CancellationToken cancellationToken)
    {
        var next = all.MoveNextAsync().AsTask();
        while (true)
        {
            try
            {
                return await next.WaitAsync(_signOfLife, clock, cancellationToken);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>Answers a line.</summary>
    public static async Task WriteLineAsync(this HttpResponse response, byte[] json, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(json, cancellationToken);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}
