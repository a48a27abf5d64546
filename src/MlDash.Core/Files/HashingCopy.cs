using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace MlDash.Files;

/// <summary>Copies a stream and computes its SHA-256 on the way: one pass, constant memory, hashing and writing side by side.</summary>
internal static class HashingCopy
{
    private const int Block = 1 << 20;

    /// <summary>Blocks that may be under way at once.</summary>
    private const int Depth = 4;

    /// <returns>Bytes copied and their SHA-256 in lower-case hex.</returns>
    public static async Task<(long Length, string Checksum)> CopyAsync(
        Stream source, Stream target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var read = await source.ReadAtLeastAsync(buffer.AsMemory(0, Block), Block, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (read < Block)
            {
                // Small files are most files: no second task, no queue.
                hash.AppendData(buffer.AsSpan(0, read));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report(read);
                return (read, Hex(hash));
            }

            // From here on the side that writes gives it back.
            var first = buffer;
            buffer = [];
            var length = await CopyLargeAsync(source, target, hash, first, read, progress, cancellationToken).ConfigureAwait(false);
            return (length, Hex(hash));
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<long> CopyLargeAsync(
        Stream source, Stream target, IncrementalHash hash, byte[] first, int firstRead, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var blocks = Channel.CreateBounded<(byte[] Bytes, int Count)>(new BoundedChannelOptions(Depth) { SingleReader = true, SingleWriter = true });
        var writing = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var (bytes, count) in blocks.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
                    {
                        await target.WriteAsync(bytes.AsMemory(0, count), stop.Token).ConfigureAwait(false);
                        ArrayPool<byte>.Shared.Return(bytes);
                    }
                }
                catch
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            },
            CancellationToken.None);

        long length = 0;
        try
        {
            for (var (bytes, count) = (first, firstRead); count > 0;)
            {
                hash.AppendData(bytes.AsSpan(0, count));
                length += count;
                await blocks.Writer.WriteAsync((bytes, count), stop.Token).ConfigureAwait(false);
                progress?.Report(length);
                bytes = ArrayPool<byte>.Shared.Rent(Block);
                count = await source.ReadAtLeastAsync(bytes.AsMemory(0, Block), Block, throwOnEndOfStream: false, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The writing side failed; its error follows.
        }
        finally
        {
            blocks.Writer.TryComplete();
            // The caller puts the target away as soon as this ends, also when it was stopped.
            await Task.WhenAny(writing).ConfigureAwait(false);
        }

        await writing.ConfigureAwait(false);
        return length;
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
}
