using System.Management.Automation;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Takes what a metric is known by: its description, or a point that was read from it, as a <see cref="PipedMetric"/>; nothing else binds.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class MetricSourceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) as MetricInfo)?.Name is { } name)
            return new PipedMetric(name, null);
        return PointView.MetricOf(inputData) is { } metric
            ? new PipedMetric(metric, (PSObject)inputData!)
            : throw Unbindable.Because($"'{inputData}' is not a metric. Give its name with -Name.");
    }
}

/// <summary>A metric that came down the pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Point">The point of it that came; null for the metric itself.</param>
internal sealed record PipedMetric(string Name, PSObject? Point);
