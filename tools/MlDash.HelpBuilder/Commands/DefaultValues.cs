using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;

namespace MlDash.HelpBuilder.Commands;

/// <summary>
/// The default of a parameter, by one rule: the value that its property has in a new command; where that is nothing, what the sentence
/// <c>Default: …</c> of its doc comment says; where there is none either, nothing.
/// </summary>
internal sealed partial class DefaultValues(object command)
{
    /// <summary>The default as a user would write or read it; empty for none.</summary>
    public string Of(PropertyInfo property, string comment)
    {
        var value = property.GetValue(command);
        var text = value switch
        {
            SwitchParameter given => given.IsPresent.ToString(),
            string plain => plain,
            IEnumerable items => string.Join(", ", items.Cast<object>().Select(Text)),
            null => string.Empty,
            _ => Text(value),
        };
        return text.Length > 0 ? text : Said(comment);
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Said(string comment) => Sentence().Match(comment) is { Success: true } found
        ? found.Groups[1].Value.Replace("`", string.Empty, StringComparison.Ordinal)
        : string.Empty;

    /// <summary>A sentence ends where a full stop is followed by the next one, or by nothing.</summary>
    [GeneratedRegex(@"\bDefault: (.+?)\.?(?:$|(?<=\.) (?=\p{Lu}))")]
    private static partial Regex Sentence();
}
