using System.Management.Automation;
using MlDash.Protocol;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Reads the text of a date in the invariant culture, where PowerShell's binding takes the session's: one text is one time everywhere.
/// A date without a zone is local.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class MomentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether it may also be said how long ago the time is.</summary>
    public bool TakesAgo { get; set; }

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var typed = TakesAgo ? TypedNumber.AsTyped(inputData) : inputData;
        var given = typed is PSObject wrapped ? wrapped.BaseObject : typed;
        if (TakesAgo && TimeAgo.Read(given) is { } ago)
            return ago;
        if (given is not string text)
            return inputData;
        return IsoTime.TryParseGiven(text, out var time)
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a date. Give one such as 2026-01-31T12:34:56Z{(TakesAgo ? ", or how long ago it is, such as 1h" : string.Empty)}.");
    }
}
