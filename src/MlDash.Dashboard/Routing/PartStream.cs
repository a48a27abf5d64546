using MlDash.Files;

namespace MlDash.Dashboard.Routing;

/// <summary>A part of the bytes of another stream, which goes with it.</summary>
internal sealed class PartStream : ForwardOnlyStream
{
    private const int Block = 64 * 1024;

    private readonly Stream _whole;
    private long _left;

    private PartStream(Stream whole, long length) => (_whole, _left) = (whole, length);

    /// <summary>The part of a stream that stands at its beginning.</summary>
    public static async Task<Stream> OfAsync(Stream whole, ByteRange part, CancellationToken cancellationToken)
    {
        if (whole.CanSeek)
            whole.Position = part.From;
        else
            await SkipAsync(whole, part.From, cancellationToken).ConfigureAwait(false);
        return new PartStream(whole, part.Length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _whole.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _whole.Dispose();
        base.Dispose(disposing);
    }

    private static async Task SkipAsync(Stream stream, long bytes, CancellationToken cancellationToken)
    {
        var block = new byte[Block];
        while (bytes > 0 && await stream.ReadAsync(block.AsMemory(0, (int)Math.Min(Block, bytes)), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            bytes -= read;
    }
}
