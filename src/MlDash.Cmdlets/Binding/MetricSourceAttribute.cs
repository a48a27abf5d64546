using System.Management.Automation;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Takes what a metric is known by: its description, or a point that was read from it. It becomes the name; nothing else binds.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class MetricSourceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) as MetricInfo)?.Name
        ?? PointView.MetricOf(inputData)
        ?? throw Unbindable.Because($"'{inputData}' is not a metric. Give its name with -Name.");
}
