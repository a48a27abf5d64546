using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace MlDash.PesterHarness.Assertions;

/// <summary>Compares and shows values as Pester does.</summary>
internal static class Values
{
    public static object? Plain(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    public static object?[] AsCollection(object? value) => Plain(value) switch
    {
        null => [null],
        string text => [text],
        IDictionary map => [map],
        IEnumerable items => [.. items.Cast<object?>()],
        var one => [one],
    };

    public static bool IsCollection(object? value) => Plain(value) is IEnumerable and not string and not IDictionary;

    public static bool AreEqual(object? actual, object? expected, bool ignoreCase)
    {
        if (IsCollection(actual) || IsCollection(expected))
        {
            var (left, right) = (AsCollection(actual), AsCollection(expected));
            return left.Length == right.Length && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second, ignoreCase));
        }

        var (a, b) = (Plain(actual), Plain(expected));
        if (a is null || b is null)
            return a is null && b is null;
        // Pester compares as PowerShell does, with the expected value on the left.
        return LanguagePrimitives.Equals(b, a, ignoreCase, CultureInfo.InvariantCulture);
    }

    public static int Compare(object? actual, object? expected) => LanguagePrimitives.Compare(Plain(actual), Plain(expected), ignoreCase: true, CultureInfo.InvariantCulture);

    public static string Show(object? value) => Plain(value) switch
    {
        null => "$null",
        string text => $"'{text}'",
        bool flag => flag ? "$true" : "$false",
        IDictionary map => "@{" + string.Join("; ", map.Keys.Cast<object>().Select(key => $"{key}={Show(map[key])}")) + "}",
        IEnumerable items => "@(" + string.Join(", ", items.Cast<object?>().Select(Show)) + ")",
        var other => LanguagePrimitives.ConvertTo<string>(other),
    };
}
