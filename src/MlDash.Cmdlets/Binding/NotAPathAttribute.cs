using System.Collections;
using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Refuses the path of an experiment where a word is asked for: it stands in the first place of other commands.</summary>
/// <param name="what">What is asked for, such as <c>a level of a log</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotAPathAttribute(string what) : ArgumentTransformationAttribute
{
    /// <summary>What is asked for.</summary>
    public string What => what;

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => Check(text, inputData),
            IList many => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            _ => inputData,
        };

    private object? Check(string text, object? inputData) => text.AsSpan().IndexOfAny('/', '\\') < 0 ? inputData
        : throw new ArgumentTransformationMetadataException($"'{text}' is a path, and not {what}. Give the path of an experiment with -Experiment.");
}
