using MlDash.Errors;

namespace MlDash.Files;

/// <summary>The bytes of a file to keep; a fault of the disk they come from says so.</summary>
internal sealed class SourceStream(Stream source, string name) : ForwardOnlyStream
{
    /// <exception cref="StorageException"><c>SourceUnreadable</c>, <c>DiskFault</c>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.ExplainReading(name, fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
