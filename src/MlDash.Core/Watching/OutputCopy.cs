namespace MlDash.Watching;

/// <summary>Writes bytes where they are shown.</summary>
/// <param name="bytes">The bytes; valid until the call returns.</param>
public delegate void OutputWriter(ReadOnlySpan<byte> bytes);

/// <summary>Shows what a program writes, as it came, and then gives it to a sink.</summary>
/// <param name="output">Shows the standard output.</param>
/// <param name="error">Shows the standard error.</param>
/// <param name="next">The sink; null for none.</param>
public sealed class OutputCopy(OutputWriter output, OutputWriter error, IOutputSink? next) : IOutputSink
{
    /// <inheritdoc />
    public void Take(OutputSource stream, ReadOnlySpan<byte> bytes)
    {
        (stream == OutputSource.Output ? output : error)(bytes);
        next?.Take(stream, bytes);
    }

    /// <inheritdoc />
    public void Complete(OutputSource stream) => next?.Complete(stream);
}
