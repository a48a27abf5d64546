namespace MlDash;

/// <summary>A report that was written.</summary>
public sealed class ReportFile
{
    internal ReportFile(string path, long length, int experiments, IReadOnlyList<string> leftOut, IReadOnlyList<string> reduced) =>
        (Path, Length, Experiments, LeftOut, Reduced) = (path, length, experiments, leftOut, reduced);

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Its bytes.</summary>
    public long Length { get; }

    /// <summary>How many experiments its table has.</summary>
    public int Experiments { get; }

    /// <summary>What it does not hold, a sentence each; empty when it holds everything.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>What it holds in a coarser form, a sentence each.</summary>
    public IReadOnlyList<string> Reduced { get; }
}
