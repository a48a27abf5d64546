namespace MlDash.Following;

/// <summary>Makes rows of the bytes of a file, as they come.</summary>
internal abstract class FileRows
{
    /// <summary>How many rows were damaged and left out.</summary>
    public abstract long Damaged { get; }

    /// <summary>Begins at the end of what stands in the file already, which is not taken.</summary>
    /// <param name="head">The first bytes of the file.</param>
    /// <param name="isCut">Whether the last row that stands there has no end.</param>
    public abstract void BeginAtEnd(ReadOnlySpan<byte> head, bool isCut);

    /// <summary>Takes the next bytes.</summary>
    public abstract void Take(ReadOnlySpan<byte> bytes);

    /// <summary>Takes what has no end of its own: nothing more comes.</summary>
    public abstract void End();

    /// <summary>The file is written from its beginning again.</summary>
    public abstract void Restart();
}
