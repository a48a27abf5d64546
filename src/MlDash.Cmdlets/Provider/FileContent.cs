using System.Text;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Provider;

/// <summary>The content of a file as lines, as one text, or as bytes; in constant memory unless it is asked for as one.</summary>
internal static class FileContent
{
    private const int Block = 1 << 16;

    /// <summary>The items of a file's content; the file is open from the first item to the last, or until nobody wants more.</summary>
    /// <exception cref="ConfigurationException"><c>UnknownEncoding</c>.</exception>
    public static IEnumerable<object> Of(FileEntry file, FileContentParameters asked, CancellationToken cancellationToken)
    {
        var encoding = EncodingName.Resolve(asked.Encoding);
        return asked.AsByteStream
            ? asked.Raw ? WholeBytes(Open, cancellationToken) : Bytes(Open, cancellationToken)
            : asked.Raw ? WholeText(Open, encoding) : Lines(Open, encoding, cancellationToken);

        Stream Open() => AsyncBridge.Await(GivenExperiment.ObjectOf(file.Experiment)!.Files.OpenVerifiedAsync(file, cancellationToken));
    }

    private static IEnumerable<object> Lines(Func<Stream> open, Encoding encoding, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(open(), encoding, detectEncodingFromByteOrderMarks: true);
        while (reader.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }
    }

    private static IEnumerable<object> WholeText(Func<Stream> open, Encoding encoding)
    {
        using var reader = new StreamReader(open(), encoding, detectEncodingFromByteOrderMarks: true);
        yield return reader.ReadToEnd();
    }

    private static IEnumerable<object> Bytes(Func<Stream> open, CancellationToken cancellationToken)
    {
        using var source = open();
        var block = new byte[Block];
        while (source.Read(block) is var count and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < count; i++)
                yield return block[i];
        }
    }

    private static IEnumerable<object> WholeBytes(Func<Stream> open, CancellationToken cancellationToken)
    {
        using var source = open();
        using var content = new MemoryStream();
        AsyncBridge.Await(source.CopyToAsync(content, cancellationToken));
        yield return content.ToArray();
    }
}
