using System.Globalization;

namespace MlDash.Dashboard.Routing;

/// <summary>A recorded file that is looked at from place to place. What does not come from a disk of this machine is read as a whole.</summary>
internal static class WholeStream
{
    /// <summary>The file as a stream that can seek.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="mostBytes">How much of it is fetched at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">It is longer than that.</exception>
    public static async Task<Stream> OfAsync(Stream stream, int mostBytes, CancellationToken cancellationToken)
    {
        if (stream.CanSeek)
            return stream;
        var whole = new MemoryStream();
        var block = new byte[1 << 16];
        while (await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (whole.Length + read > mostBytes)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"it is larger than {mostBytes >> 20} MB, and not on this machine."));
            }

            whole.Write(block.AsSpan(0, read));
        }

        whole.Position = 0;
        return whole;
    }
}
