using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>A command that reads metrics, chosen by name or by the pipeline, and of their points those of a time.</summary>
public abstract class MetricsCommand : ExperimentCommand
{
    /// <summary>Name of the metric; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    [NameText]
    public string[] Name { get; set; } = [];

    /// <summary>Names of metrics without wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [NotNull]
    [NameText]
    public string[] LiteralName { get; set; } = [];

    /// <summary>
    /// A metric, as Get-MlDashMetric lists it: it is read again, or read from the experiments of <c>-Experiment</c>. A point stands for its metric; many
    /// points of one metric for one reading of it.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [MetricSource]
    public virtual object? InputObject { get; set; }

    /// <summary>The earliest time of a point: seconds since 1970, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("From")]
    [Timestamp(TakesAgo = true)]
    public double? Since { get; set; }

    /// <summary>The latest time of a point: seconds since 1970, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("To")]
    [Timestamp(TakesAgo = true)]
    public double? Until { get; set; }

    /// <summary>The points that have come down the pipeline.</summary>
    private protected PipedPoints Piped { get; } = new();

    /// <inheritdoc cref="MetricFinder.Asked"/>
    private protected string[] Asked => MetricFinder.Asked(InputObject, Name, LiteralName);
}
