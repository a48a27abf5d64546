using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Takes <c>\</c> for <c>/</c> in names of metrics and tracks, as paths do. What is not text is left to the parameter.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NameTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => PathText.Of(text),
            object?[] many => Array.ConvertAll(many, one => Transform(engineIntrinsics, one)),
            _ => inputData,
        };
}
