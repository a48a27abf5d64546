using System.Management.Automation;
using System.Text.RegularExpressions;

namespace MlDash.PesterHarness.Model;

/// <summary>Fills <c>&lt;value&gt;</c>, <c>&lt;_&gt;</c> and <c>&lt;user.name&gt;</c> in names; <c>`&lt;</c> stays a plain bracket.</summary>
internal static partial class NameTemplate
{
    public static string Fill(string name, Func<string, object?> evaluate) =>
        Placeholder().Replace(name, match => match.Groups["path"].Success ? Text(evaluate(match.Groups["path"].Value)) : match.Value[1..]);

    private static string Text(object? value) => value is null ? "$null" : LanguagePrimitives.ConvertTo<string>(value);

    [GeneratedRegex("`[<>]|<(?<path>[A-Za-z_][A-Za-z0-9_.]*)>")]
    private static partial Regex Placeholder();
}
