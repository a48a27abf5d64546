using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace MlDash.PesterHarness.Assertions;

/// <summary>The operators the harness knows.</summary>
internal static class ShouldOperators
{
    public static readonly ShouldOperator[] All =
    [
        WithValue("Be", check => Values.AreEqual(check.Actual, check.Expected, ignoreCase: true), "Expected {1}, but got {0}."),
        WithValue("BeExactly", check => Values.AreEqual(check.Actual, check.Expected, ignoreCase: false), "Expected exactly {1}, but got {0}."),
        WithoutValue("BeTrue", check => LanguagePrimitives.IsTrue(check.Actual), "Expected $true, but got {0}."),
        WithoutValue("BeFalse", check => !LanguagePrimitives.IsTrue(check.Actual), "Expected $false, but got {0}."),
        WithoutValue("BeNullOrEmpty", IsNullOrEmpty, "Expected $null or empty, but got {0}."),
        WithValue("BeGreaterThan", check => Values.Compare(check.Actual, check.Expected) > 0, "Expected the actual value to be greater than {1}, but got {0}."),
        WithValue("BeLessThan", check => Values.Compare(check.Actual, check.Expected) < 0, "Expected the actual value to be less than {1}, but got {0}."),
        WithValue("BeGreaterOrEqual", check => Values.Compare(check.Actual, check.Expected) >= 0, "Expected the actual value to be at least {1}, but got {0}."),
        WithValue("BeLessOrEqual", check => Values.Compare(check.Actual, check.Expected) <= 0, "Expected the actual value to be at most {1}, but got {0}."),
        WithValue("BeOfType", IsOfType, "Expected the value to have type {1}, but got {0}."),
        WithValue("Contain", check => check.Collection.SelectMany(Flatten).Any(item => Values.AreEqual(item, check.Expected, ignoreCase: true)), "Expected {1} to be found in collection {0}, but it was not found."),
        WithValue("HaveCount", check => CountOf(check) == LanguagePrimitives.ConvertTo<int>(check.Expected), "Expected a collection with size {1}, but got {0}."),
        WithValue("Match", check => Matches(check, RegexOptions.IgnoreCase), "Expected regular expression {1} to match {0}, but it did not match."),
        WithValue("MatchExactly", check => Matches(check, RegexOptions.None), "Expected regular expression {1} to match exactly {0}, but it did not match."),
        WithValue("BeLike", check => new WildcardPattern(TextOf(check.Expected), WildcardOptions.IgnoreCase).IsMatch(TextOf(check.Actual)), "Expected like wildcard {1} to match {0}, but it did not match."),
        WithoutValue("Exist", check => check.SessionState.InvokeProvider.Item.Exists(TextOf(check.Actual)), "Expected path {0} to exist, but it did not exist."),
        new("Throw", TakesValue: false, ThrowOperator.Check),
    ];

    private static ShouldOperator WithValue(string name, Func<ShouldCheck, bool> holds, string failure) => new(name, TakesValue: true, Simple(holds, failure));

    private static ShouldOperator WithoutValue(string name, Func<ShouldCheck, bool> holds, string failure) => new(name, TakesValue: false, Simple(holds, failure));

    private static Func<ShouldCheck, (bool Succeeded, string Failure, object? Output)> Simple(Func<ShouldCheck, bool> holds, string failure) =>
        check => (holds(check), string.Format(CultureInfo.InvariantCulture, failure, Values.Show(check.Actual), Values.Show(check.Expected)), null);

    private static bool IsNullOrEmpty(ShouldCheck check) => Values.Plain(check.Actual) switch
    {
        null => true,
        string text => text.Length == 0,
        System.Collections.ICollection items => items.Count == 0 || (items.Count == 1 && items.Cast<object?>().First() is null),
        _ => false,
    };

    private static bool IsOfType(ShouldCheck check)
    {
        if (check.Actual is null)
            return false;
        var expected = Values.Plain(check.Expected);
        if (expected is Type type || LanguagePrimitives.TryConvertTo(TextOf(expected).Trim('[', ']'), out type))
            return type.IsInstanceOfType(check.Actual) || type.IsInstanceOfType(Values.Plain(check.Actual));
        throw new PSArgumentException($"Could not find type [{TextOf(expected)}]. Make sure that the assembly that contains that type is loaded.");
    }

    private static int CountOf(ShouldCheck check) =>
        check.Collection.Length == 1 && check.Collection[0] is null ? 0
        : check.Collection.Length == 1 && Values.IsCollection(check.Collection[0]) ? Values.AsCollection(check.Collection[0]).Length
        : check.Collection.Length;

    private static IEnumerable<object?> Flatten(object? item) => Values.IsCollection(item) ? Values.AsCollection(item) : [item];

    private static bool Matches(ShouldCheck check, RegexOptions options) => Regex.IsMatch(TextOf(check.Actual), TextOf(check.Expected), options, TimeSpan.FromSeconds(5));

    private static string TextOf(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;
}
