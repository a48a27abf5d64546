using MlDash.Import.Runs;

namespace MlDash.Import.Formats;

/// <summary>How one tracker keeps its runs.</summary>
internal abstract class SourceFormat
{
    /// <summary>Whose format it is.</summary>
    public abstract ImportFormat Format { get; }

    /// <summary>Whether a file or folder is of this format, by its name and a look at its begin.</summary>
    /// <param name="path">Full path.</param>
    public abstract bool Recognizes(string path);

    /// <summary>The runs of a file or folder, each as soon as it is found.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">How to read it.</param>
    public abstract IEnumerable<SourceRun> Runs(string path, SourceOptions options);
}

/// <summary>How a source is read.</summary>
internal sealed record SourceOptions
{
    /// <summary>Receives what is damaged: one warning each, and the rest is read.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>Ends it.</summary>
    public CancellationToken CancelToken { get; init; }

    /// <summary>Which columns of a table mean what.</summary>
    public TableColumns Columns { get; init; } = new();
}

/// <summary>Which columns of a table mean what.</summary>
internal sealed record TableColumns
{
    /// <summary>The column of the time; null: one of the usual names.</summary>
    public string? Time { get; init; }

    /// <summary>The column that says which run a row belongs to; null: all rows are of one run.</summary>
    public string? Run { get; init; }

    /// <summary>The metric that the rows become points of; null: the name of the file.</summary>
    public string? Metric { get; init; }
}
