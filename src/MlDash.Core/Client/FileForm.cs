using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>
/// A file and its details as <c>multipart/form-data</c>: the fields first, the bytes last, its length known in advance, never whole in memory.
/// </summary>
internal sealed class FileForm : HttpContent
{
    private const int Block = 64 * 1024;

    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly Func<Stream> _open;
    private readonly long _length;
    private readonly Action<long> _sent;

    /// <param name="fields">Names and values in their order; null values are left out.</param>
    /// <param name="fileName">Name of the file.</param>
    /// <param name="contentType">Media type of the file.</param>
    /// <param name="open">Opens the bytes.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="sent">Told the bytes sent so far.</param>
    public FileForm(IEnumerable<(string Name, string? Value)> fields, string fileName, string contentType, Func<Stream> open, long length, Action<long> sent)
    {
        var boundary = $"mldash-{Guid.NewGuid():N}";
        var head = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                head.Append("--")
                    .Append(boundary)
                    .Append("\r\nContent-Disposition: form-data; name=\"")
                    .Append(name)
                    .Append("\"\r\n\r\n")
                    .Append(value)
                    .Append("\r\n");
        }

        head.Append("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"" + RequestMembers.File + "\"; filename=\"")
            .Append(fileName.Replace("\"", "%22", StringComparison.Ordinal)).Append("\"\r\nContent-Type: ").Append(contentType).Append("\r\n\r\n");
        _head = Encoding.UTF8.GetBytes(head.ToString());
        _tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        (_open, _length, _sent) = (open, length, sent);
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[Block];
        long sent = 0;
        await using (var source = _open())
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                // The length is announced already: more than that would be taken for a fault of the network.
                if (sent + read > _length)
                    throw Changed($"more than {_length} bytes");
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _sent(sent += read);
            }
        }

        if (sent != _length)
            throw Changed($"{sent}");

        await stream.WriteAsync(_tail, cancellationToken).ConfigureAwait(false);
    }

    private StorageException Changed(string found) => new(
        "FileChanged", $"The file changed while it was read: it had {_length} bytes, then {found}.", "Save it again when nothing writes to it.");

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _length + _tail.Length;
        return true;
    }
}
