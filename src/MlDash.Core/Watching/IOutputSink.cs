namespace MlDash.Watching;

/// <summary>Takes what a program writes. Each stream has a thread of its own, so calls for different streams overlap.</summary>
public interface IOutputSink
{
    /// <summary>Takes bytes as they came. While it works, the program waits as soon as its pipe is full.</summary>
    /// <param name="stream">The stream they came from.</param>
    /// <param name="bytes">The bytes; valid until the call returns.</param>
    void Take(OutputSource stream, ReadOnlySpan<byte> bytes);

    /// <summary>Says that nothing more comes from a stream.</summary>
    void Complete(OutputSource stream);
}
