using System.Security.Cryptography;
using MlDash.Files;

namespace MlDash.Server.Http;

/// <summary>
/// Counts and hashes what is read through it, and stops at a limit. A block is hashed while the reader writes it away: its bytes must not change before
/// the next read.
/// </summary>
internal sealed class HashingStream(Stream inner, long limit) : ForwardOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Task _hashing = Task.CompletedTask;

    /// <summary>The bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>SHA-256 of all that was read, in lower-case hex.</summary>
    public string Sha256()
    {
        FinishHashing();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _hashing;
        try
        {
            return Take(buffer, await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // Told apart from a failure of the disk that the bytes go to.
            throw ApiException.Malformed("The upload ends before its last boundary. Nothing was stored; send the file again.");
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        FinishHashing();
        return Take(buffer.AsMemory(offset, count), inner.Read(buffer, offset, count));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            FinishHashing();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }

#pragma warning disable RS0030 // The hash of one block: the processor is at work on it, and no longer than a block takes.
    private void FinishHashing() => _hashing.GetAwaiter().GetResult();
#pragma warning restore RS0030

    private int Take(ReadOnlyMemory<byte> buffer, int read)
    {
        Count += read;
        if (Count > limit)
            throw ApiException.TooLarge("file", limit);
        if (read > 0)
            _hashing = Task.Run(() => _hash.AppendData(buffer.Span[..read]));
        return read;
    }
}
