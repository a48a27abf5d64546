using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace MlDash.Cmdlets.Binding;

/// <summary>Refuses a fraction for a whole number: PowerShell would round it, and another number than the one given would count.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeNumberAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        HasFraction(inputData is PSObject wrapped ? wrapped.BaseObject : inputData)
            ? throw new ArgumentTransformationMetadataException(
                string.Create(CultureInfo.InvariantCulture, $"'{inputData}' is not a whole number. Give it without a fraction."))
            : inputData;

    private static bool HasFraction(object? value) => value switch
    {
        double real => !double.IsInteger(real),
        float real => !float.IsInteger(real),
        Half real => !Half.IsInteger(real),
        decimal exact => !decimal.IsInteger(exact),
        string text => !BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && !double.IsInteger(real),
        _ => false,
    };
}
