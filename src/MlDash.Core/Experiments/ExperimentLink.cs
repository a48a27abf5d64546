namespace MlDash;

/// <summary>
/// Which experiment a point, an entry, a parameter or a log entry is from. As text it is the path, so that it can be compared, grouped and exported; down
/// the pipeline it is the experiment.
/// </summary>
public sealed class ExperimentLink : ExperimentReference
{
    private readonly ExperimentReference _experiment;

    /// <summary>A link to an open or stored experiment.</summary>
    public ExperimentLink(ExperimentReference experiment) => _experiment = experiment;

    /// <inheritdoc />
    public override string Prefix => _experiment.Prefix;

    /// <inheritdoc />
    public override string Root => _experiment.Root;

    /// <summary>The experiment itself. A method of the class, because as a property it would take its data along into JSON.</summary>
    public static ExperimentReference ExperimentOf(ExperimentLink link) => link._experiment;

    /// <inheritdoc />
    public override string ToString() => Prefix;

    /// <summary>Whether it is another link to the same experiment, or, for <c>-eq</c> of a script, the text of its path.</summary>
    public override bool Equals(object? obj) => obj switch
    {
        ExperimentReference other => other.Prefix == Prefix && other.Root == Root,
        string path => path.Equals(Prefix, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Prefix);
}
