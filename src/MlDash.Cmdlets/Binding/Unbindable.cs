using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Values that a parameter does not take.</summary>
internal static class Unbindable
{
    /// <summary>An error for an argument; an object of the pipeline is then offered to the other parameters, as the engine does with failed casts.</summary>
    public static ArgumentTransformationMetadataException Because(string reason) => new(reason, new PSInvalidCastException(reason));
}
