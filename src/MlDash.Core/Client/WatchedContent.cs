using System.Net;

namespace MlDash.Client;

/// <summary>
/// The body of a request whose progress counts as a sign of life: a line that is slow but moves is given all the time it needs, one that stands still
/// is left after the silence it is allowed.
/// </summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly CancellationTokenSource _patience;
    private readonly TimeSpan _silence;

    /// <param name="content">The body itself.</param>
    /// <param name="patience">Ends the request; pushed back with every piece that has gone.</param>
    /// <param name="silence">How long a piece may take.</param>
    public WatchedContent(HttpContent content, CancellationTokenSource patience, TimeSpan silence)
    {
        (_content, _patience, _silence) = (content, patience, silence);
        foreach (var (name, values) in content.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var watched = new Pieces(stream, Alive);
        await _content.CopyToAsync(watched, context, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private void Alive()
    {
        try
        {
            _patience.CancelAfter(_silence);
        }
        catch (ObjectDisposedException)
        {
            // The answer came before the whole body had gone; nobody waits for the rest.
        }
    }

    /// <summary>Passes bytes on in pieces small enough that each is a sign of life; leaves the target open.</summary>
    private sealed class Pieces(Stream target, Action alive) : Stream
    {
        private const int Piece = 64 * 1024;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>Bodies are written asynchronously: a wait here would take a thread for as long as the line is slow.</summary>
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (; !buffer.IsEmpty; buffer = buffer[Math.Min(Piece, buffer.Length)..])
            {
                await target.WriteAsync(buffer[..Math.Min(Piece, buffer.Length)], cancellationToken).ConfigureAwait(false);
                alive();
            }
        }

        public override void Flush() => target.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
