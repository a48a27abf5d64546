using System.Text;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Provider;

/// <summary>The content of a file as lines, as one text, or as bytes; in constant memory unless it is asked for as one.</summary>
internal static class FileContent
{
    private const int Block = 1 << 16;

    /// <summary>The items of a file's content; the file is opened now and closed when the items have ended.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownEncoding</c>, <c>ConflictingParameters</c>.</exception>
    public static IEnumerable<object> Of(FileEntry file, FileContentParameters asked, CancellationToken cancellationToken)
    {
        var encoding = EncodingName.Resolve(asked.Encoding);
        var bytes = AsyncBridge.Await(file.Experiment!.Files.OpenVerifiedAsync(file, cancellationToken));
        return asked.AsByteStream
            ? asked.Raw ? WholeBytes(bytes, cancellationToken) : Bytes(bytes, cancellationToken)
            : asked.Raw ? WholeText(bytes, encoding) : Lines(bytes, encoding, cancellationToken);
    }

    private static IEnumerable<object> Lines(Stream bytes, Encoding encoding, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(bytes, encoding, detectEncodingFromByteOrderMarks: true);
        while (reader.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }
    }

    private static IEnumerable<object> WholeText(Stream bytes, Encoding encoding)
    {
        using var reader = new StreamReader(bytes, encoding, detectEncodingFromByteOrderMarks: true);
        yield return reader.ReadToEnd();
    }

    private static IEnumerable<object> Bytes(Stream bytes, CancellationToken cancellationToken)
    {
        using var source = bytes;
        var block = new byte[Block];
        while (source.Read(block) is var count and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < count; i++)
                yield return block[i];
        }
    }

    private static IEnumerable<object> WholeBytes(Stream bytes, CancellationToken cancellationToken)
    {
        using var source = bytes;
        using var content = new MemoryStream();
        AsyncBridge.Await(source.CopyToAsync(content, cancellationToken));
        yield return content.ToArray();
    }
}
