using System.Runtime.CompilerServices;

namespace MlDash.Client;

/// <summary>Lines of an answer while they come, each in memory by itself.</summary>
internal static class AnswerLines
{
    private const int Block = 64 * 1024;

    /// <summary>The lines that are not empty, without their ends; each is the caller's.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="longest">The most bytes a line may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NetworkException"><c>ServerAnswerTooLarge</c>: a line is longer.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        Stream answer, Uri server, long longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var block = new byte[Block];
        using var line = new MemoryStream();
        int read;
        while ((read = await answer.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            for (var start = 0; start < read;)
            {
                var end = Array.IndexOf(block, (byte)'\n', start, read - start);
                var length = (end < 0 ? read : end) - start;
                if (line.Length + length > longest)
                    throw ServerFaults.TooLarge(server, longest);
                line.Write(block, start, length);
                start += length + 1;
                if (end < 0)
                    break;
                if (Taken(line) is { Length: > 0 } whole)
                    yield return whole;
            }
        }

        if (Taken(line) is { Length: > 0 } last)
            yield return last;
    }

    private static byte[] Taken(MemoryStream line)
    {
        var text = line.ToArray();
        line.SetLength(0);
        return text.AsSpan().Trim("\r \t"u8).Length == text.Length ? text : text.AsSpan().Trim("\r \t"u8).ToArray();
    }
}
