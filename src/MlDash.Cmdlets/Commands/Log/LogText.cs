using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Json;

namespace MlDash.Cmdlets.Commands;

/// <summary>What an object says in a log: its text, and what goes with it.</summary>
internal static class LogText
{
    /// <param name="plain">The object without PowerShell's wrapper.</param>
    /// <param name="given">The object as it came.</param>
    public static (string Message, OrderedDictionary? Details) Of(object? plain, object? given) => plain switch
    {
        null => (string.Empty, null),
        string text => (text, null),
        ErrorRecord error => (error.ToString(), Details(error)),
        Exception fault => (fault.Message, new OrderedDictionary { ["exception"] = fault.GetType().FullName }),
        IDictionary map => (string.Join("; ", map.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={PartText(entry.Value)}")), Copy(map)),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => (ScriptValues.ToText(plain), null),
        PSCustomObject => (LanguagePrimitives.ConvertTo<string>(given), ScriptValues.Resolve(given) as OrderedDictionary),
        _ => (LanguagePrimitives.ConvertTo<string>(given), null),
    };

    /// <summary>Dates in ISO, as they are recorded; everything else as PowerShell writes it.</summary>
    private static string PartText(object? value) => ScriptValues.Resolve(value) switch
    {
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ScriptValues.ToText(value),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    private static OrderedDictionary Details(ErrorRecord error) => new()
    {
        ["errorId"] = error.FullyQualifiedErrorId,
        ["category"] = error.CategoryInfo.Category.ToString(),
        ["exception"] = error.Exception.GetType().FullName,
        ["target"] = error.TargetObject?.ToString(),
        ["position"] = error.InvocationInfo?.PositionMessage,
        ["stack"] = error.ScriptStackTrace,
    };

    /// <summary>A copy, which may be added to.</summary>
    public static OrderedDictionary Copy(IDictionary map)
    {
        var copy = new OrderedDictionary(map.Count);
        foreach (DictionaryEntry entry in map)
            copy[entry.Key] = entry.Value;
        return copy;
    }
}
