using System.Management.Automation;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Takes an entry that was read from a track; nothing else binds.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class EntrySourceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PointView.TopicOf(inputData) is not null
            ? inputData
            : throw Unbindable.Because($"'{inputData}' is not an entry of a track. Give the topic with -Topic.");
}
