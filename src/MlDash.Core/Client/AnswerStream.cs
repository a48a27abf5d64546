using MlDash.Files;

namespace MlDash.Client;

/// <summary>
/// The bytes of an answer while they come. Every read may last as long as the server is allowed to be silent, the answer as a whole as long as it takes;
/// what goes wrong on the way is a typed error. Disposing ends the answer.
/// </summary>
internal sealed class AnswerStream : ForwardOnlyStream
{
    private const int Block = 64 * 1024;

    private readonly HttpResponseMessage _answer;
    private readonly Stream _content;
    private readonly Uri _server;
    private readonly TimeSpan _silence;
    private readonly CancellationTokenSource _patience;

    private AnswerStream(HttpResponseMessage answer, Stream content, Uri server, TimeSpan silence, TimeProvider clock)
    {
        (_answer, _content, _server, _silence) = (answer, content, server, silence);
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>Opens the body of an answer, which it owns from then on.</summary>
    /// <param name="answer">The answer, its headers read.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="silence">How long a read may last.</param>
    /// <param name="clock">The clock that measures it.</param>
    public static async Task<AnswerStream> OpenAsync(HttpResponseMessage answer, Uri server, TimeSpan silence, TimeProvider clock) =>
        new(answer, await answer.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false), server, silence, clock);

    /// <summary>All of the answer.</summary>
    /// <param name="most">The most bytes there may be, unpacked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerTooLarge</c>: there are more.</exception>
    public async Task<byte[]> ReadWholeAsync(long most, CancellationToken cancellationToken)
    {
        var (bytes, whole) = await ReadUpToAsync(most, cancellationToken).ConfigureAwait(false);
        return whole ? bytes : throw ServerFaults.TooLarge(_server, most);
    }

    /// <summary>The beginning of the answer.</summary>
    /// <param name="most">Maximum number of bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The bytes, and whether they are all there are.</returns>
    public async Task<(byte[] Bytes, bool Whole)> ReadUpToAsync(long most, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream((int)Math.Clamp(_answer.Content.Headers.ContentLength ?? 0, 0, Math.Min(most, Block)));
        var block = new byte[Block];
        int read;
        while ((read = await ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (kept.Length + read > most)
                return (kept.ToArray(), false);
            kept.Write(block, 0, read);
        }

        return (kept.ToArray(), true);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _patience.CancelAfter(_silence);
        await using var stop = cancellationToken.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), _patience);
        try
        {
            return await _content.ReadAsync(buffer, _patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw fault switch
            {
                InvalidDataException => ServerFaults.NotPacked(_server, fault),
                _ when _patience.IsCancellationRequested => ServerFaults.Silent(_server, _silence),
                _ => ServerFaults.BrokenOff(_server, fault),
            };
        }
        finally
        {
            // What the caller does between two reads is not the server's silence.
            _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _answer.Dispose();
            _patience.Dispose();
        }

        base.Dispose(disposing);
    }
}
