namespace MlDash.Watching;

/// <summary>Gives each line to several sinks, in order.</summary>
/// <param name="sinks">The sinks.</param>
public sealed class LineSinks(params ILineSink[] sinks) : ILineSink
{
    /// <inheritdoc />
    public void Take(in OutputLine line)
    {
        foreach (var sink in sinks)
            sink.Take(line);
    }
}
