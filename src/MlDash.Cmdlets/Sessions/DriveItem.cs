namespace MlDash;

/// <summary>Something of a drive that is there to hold other things: a folder, a project, the metrics of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is: Root, Project, Folder, Logs, Metrics, Params, Tracks or Files.</param>
/// <param name="Count">How many experiments, or data of its kind, lie below it; null where counting would mean reading.</param>
public sealed record DriveItem(string Name, string Kind, int? Count)
{
    /// <summary>The experiment whose data of one kind it holds; null for what lies above experiments, and for folders in the names of data.</summary>
    internal Experiment? Owner { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
