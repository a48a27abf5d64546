namespace MlDash.TestReports;

/// <summary>
/// The bytes of a report without the control characters that XML forbids even to a lenient reader. Tests print them, and some runners write them as they are;
/// each becomes a question mark. Encodings with more than a byte for such a character are left as they are.
/// </summary>
/// <param name="report">The report, from its begin.</param>
internal sealed class TameBytes(Stream report) : Stream
{
    private const byte Shown = (byte)'?';

    private bool? _isTamed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // The first bytes tell the encoding, so that there must be some of them.
        var read = _isTamed is null ? report.ReadAtLeast(buffer, Math.Min(2, buffer.Length), throwOnEndOfStream: false) : report.Read(buffer);
        var bytes = buffer[..read];
        _isTamed ??= !(bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, ..] or [_, 0, ..]);
        if (_isTamed == true)
        {
            foreach (ref var one in bytes)
            {
                if (one < ' ' && one is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                    one = Shown;
            }
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
