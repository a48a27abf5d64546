using System.Collections;
using System.Collections.Specialized;

namespace MlDash.Tests.Values;

/// <summary>Compares what was expected with what came back, with the types of numbers and the sign of zero.</summary>
internal static class SameValue
{
    /// <summary>Fails with the place where two values differ.</summary>
    public static void Check(object? expected, object? found, string where)
    {
        switch (expected, found)
        {
            case (OrderedDictionary one, IDictionary other):
                Assert.Equal(one.Keys.Cast<string>().Order(StringComparer.Ordinal), other.Keys.Cast<string>().Order(StringComparer.Ordinal));
                foreach (DictionaryEntry entry in one)
                    Check(entry.Value, other[entry.Key], $"{where}.{entry.Key}");
                break;
            case (IList one, IList other):
                Assert.True(one.Count == other.Count, $"{where}: expected {one.Count} items, found {other.Count}.");
                for (var at = 0; at < one.Count; at++)
                    Check(one[at], other[at], $"{where}[{at}]");
                break;
            case (double one, double other):
                Assert.True(
                    one.Equals(other) && double.IsNegative(one) == double.IsNegative(other) || double.IsNaN(one) && double.IsNaN(other),
                    $"{where}: expected {one:R}, found {other:R}.");
                break;
            default:
                Assert.True(
                    Equals(expected, found),
                    $"{where}: expected {expected ?? "null"} ({expected?.GetType().Name}), found {found ?? "null"} ({found?.GetType().Name}).");
                break;
        }
    }
}
