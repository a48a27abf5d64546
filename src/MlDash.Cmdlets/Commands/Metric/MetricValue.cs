using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using MlDash.Json;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>What counts as one number of a metric.</summary>
internal static class MetricValue
{
    /// <summary>The number that a value is, also as a text, a truth value or a time span; null when it is none.</summary>
    public static object? Of(object? value)
    {
        var plain = (value is PSObject wrapped ? wrapped.BaseObject : value) is PSCustomObject ? null : ScriptValues.Resolve(value);
        return plain switch
        {
            string text => NumberText.Any(text),
            bool flag => flag ? 1 : 0,
            TimeSpan span => span.TotalSeconds,
            BigInteger or Int128 or UInt128 or Half => plain,
            DateTime => null,
            IConvertible number when LanguagePrimitives.TryConvertTo<double>(number, CultureInfo.InvariantCulture, out _) => number,
            _ => null,
        };
    }
}
