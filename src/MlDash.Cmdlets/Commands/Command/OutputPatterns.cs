using System.Collections;
using System.Management.Automation;
using MlDash.Watching;

namespace MlDash.Cmdlets.Commands;

/// <summary>The numbers that a user wants of the output of a program.</summary>
internal static class OutputPatterns
{
    /// <summary>The patterns.</summary>
    /// <param name="given">Expressions, or dictionaries of names and expressions.</param>
    /// <param name="formats">Known forms.</param>
    /// <exception cref="ConfigurationException"><c>PatternUnusable</c>.</exception>
    public static IReadOnlyList<NumberPattern> Of(object[] given, NumberFormat[] formats) => [.. given.SelectMany(Of), .. formats.Select(NumberPattern.Of)];

    private static IEnumerable<NumberPattern> Of(object given) => (given is PSObject wrapped ? wrapped.BaseObject : given) switch
    {
        IDictionary named => named.Cast<DictionaryEntry>().Select(entry => NumberPattern.Of(Text(entry.Key), Text(entry.Value))),
        var expression => [NumberPattern.Of(NumberPattern.DefaultMetric, Text(expression))],
    };

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;
}
