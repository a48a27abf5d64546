using System.Globalization;
using System.Management.Automation;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>Lets a time, or each of several, be given as seconds since 1970 or as a date.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TimestampAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTime time => IsoTime.ToUnixSeconds(time),
        DateTimeOffset time => IsoTime.ToUnixSeconds(time),
        string text when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out var time) => IsoTime.ToUnixSeconds(time),
        object?[] many => many.Select(one => Transform(engineIntrinsics, one)).ToArray(),
        var other => other,
    };
}
