using System.Collections;
using System.Management.Automation;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Lets a time, or each of several, be given as seconds since 1970 or as a date. Texts are read in the invariant culture, as PowerShell's
/// own conversions do: data must not mean something else in another session.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TimestampAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether one <see cref="GivenTime"/> is made, which keeps the ticks of a date, instead of one or more numbers.</summary>
    public bool Exact { get; set; }

    /// <summary>Whether it may also be said how long ago the time is; else a duration is a number of seconds.</summary>
    public bool TakesAgo { get; set; }

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ScriptValues.Resolve(TakesAgo ? TypedNumber.AsTyped(inputData) : inputData) switch
        {
            null => null,
            var given when TakesAgo && TimeAgo.Read(given) is { } ago => IsoTime.ToUnixSeconds(ago),
            IList many when !Exact => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            var given when Exact => (object)Read(given),
            var given => Read(given).Seconds,
        };

    private static GivenTime Read(object given)
    {
        try
        {
            return UnixSeconds.ExactlyOf(given);
        }
        catch (ExperimentException fault)
        {
            throw new ArgumentTransformationMetadataException($"{fault.Message} {fault.RecommendedAction}", fault);
        }
    }
}
