namespace MlDash;

/// <summary>Something of a drive that is there to hold other things: a folder, a project, the metrics of an experiment.</summary>
public sealed class DriveItem(string name, string kind, int? count)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it is: Root, Project, Folder, Logs, Metrics, Params, Tracks or Files.</summary>
    public string Kind { get; } = kind;

    /// <summary>How many experiments, or data of its kind, lie below it; null where counting would mean reading.</summary>
    public int? Count { get; } = count;

    /// <summary>The experiment whose data of one kind it holds; null for what lies above experiments, and for folders in the names of data.</summary>
    internal Experiment? Owner { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
