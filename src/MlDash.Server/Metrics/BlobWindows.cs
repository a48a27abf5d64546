using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>
/// Reads a blob in few large parts, however small the parts are that are asked for: a request costs more than the bytes that it brings. The parts are kept.
/// </summary>
/// <param name="blobs">The store.</param>
/// <param name="key">The blob; one that is not there has no bytes.</param>
internal sealed class BlobWindows(IBlobStore blobs, string key)
{
    private const int LeastSize = 256 * 1024;
    private const int MostSize = 16 << 20;

    private readonly List<(long Begin, ReadOnlyMemory<byte> Bytes)> _windows = [];

    /// <summary>Reads bytes; fewer than it is asked for where the blob ends.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long begin, int length, CancellationToken cancellationToken)
    {
        foreach (var window in _windows)
        {
            if (begin >= window.Begin && begin + length <= window.Begin + window.Bytes.Length)
                return window.Bytes.Slice((int)(begin - window.Begin), length);
        }
        // As much again as was read so far: whoever copies the whole blob asks a few times, whoever needs little of it reads little.
        var size = Math.Max(length, (int)Math.Clamp(_windows.Sum(window => (long)window.Bytes.Length), LeastSize, MostSize));
        var bytes = await blobs.ReadAsync(key, begin, size, cancellationToken);
        _windows.Add((begin, bytes));
        return bytes[..Math.Min(length, bytes.Length)];
    }
}
