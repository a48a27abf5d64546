namespace MlDash.Cmdlets.Commands;

/// <summary>A metric that is drawn, read again and again while it is recorded.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="info">The metric, as it was when it was found.</param>
/// <param name="fields">The fields to draw.</param>
internal abstract class DrawnMetric(Experiment experiment, MetricInfo info, IReadOnlyList<string> fields)
{
    /// <summary>The experiment.</summary>
    public Experiment Experiment => experiment;

    /// <summary>The metric, as it was when it was found.</summary>
    public MetricInfo Info => info;

    /// <summary>The fields to draw.</summary>
    public IReadOnlyList<string> Fields => fields;

    /// <summary>Whether a point has a field of this name, or there is no point yet that could have one.</summary>
    public abstract bool Has(string name);

    /// <summary>Reads what has been recorded.</summary>
    /// <param name="axis">What lies along x.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task ReadOnAsync(XAxis axis, CancellationToken cancellationToken);

    /// <summary>The points of a field, or those that stand for many: where they lie, and their values.</summary>
    public abstract (ReadOnlyMemory<double> X, ReadOnlyMemory<double> Y) PointsOf(string field);
}
