using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Refuses null, alone or among several: mostly it is a variable that nobody has set. As a filter it would mean everything, also to a command that removes
/// behind the pipe, and PowerShell makes an empty text or a zero of one in an array.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotNullAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether null alone means that nothing is given: of what is recorded, where a script passes on what it was not given itself.</summary>
    public bool IsOptional { get; set; }

    /// <summary>
    /// Whether it also comes from a property of objects in the pipeline, and null there means that they have none. Then the command refuses it, since only
    /// it knows whether another property says what is meant.
    /// </summary>
    public bool IsOfObjects { get; set; }

    /// <summary>
    /// Whether the data of the pipeline are offered to it, too, before the parameter that they are for: then the engine's error for a null among them names
    /// this one.
    /// </summary>
    public bool MeetsData { get; set; }

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            _ when IsNull(inputData) => IsOptional || IsOfObjects ? null : throw new ArgumentTransformationMetadataException(
                "The value is null. Check the variable or the command it comes from, or leave the parameter out."
                + (MeetsData ? " A null from the pipeline is not recorded." : string.Empty)),
            IList many when many.Cast<object?>().Any(IsNull) => throw new ArgumentTransformationMetadataException(
                "One of the values is null. Check the variables or the command they come from."),
            _ => inputData,
        };

    private static bool IsNull(object? value) => value is null || ReferenceEquals(value, AutomationNull.Value);
}
