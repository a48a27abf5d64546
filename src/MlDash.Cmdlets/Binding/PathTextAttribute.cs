using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Takes <c>\</c> for <c>/</c> in paths. What is not text binds to nothing: PowerShell would turn any object of the pipeline into a text.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class PathTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            string text => Read(text, engineIntrinsics),
            IList many => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            IConvertible value => LanguagePrimitives.ConvertTo<string>(value),
            var other => throw Unbindable.Because($"'{other}' is not a path. Give it as text."),
        };

    /// <summary>The path that a text is.</summary>
    private protected virtual string Read(string text, EngineIntrinsics engine) => PathText.Of(text);
}
