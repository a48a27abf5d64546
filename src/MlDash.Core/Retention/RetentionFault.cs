using System.Globalization;

namespace MlDash.Retention;

/// <summary>The error for rules that cannot be read, which says where.</summary>
internal static class RetentionFault
{
    /// <param name="at">The number of characters before the place.</param>
    /// <param name="what">What is wrong there, a sentence.</param>
    /// <param name="action">What to do.</param>
    public static ConfigurationException At(int at, string what, string action) => new(
        "IllegalRetention", string.Create(CultureInfo.InvariantCulture, $"The rules of retention are wrong at character {at + 1}: {what}"), action)
    { Target = at + 1 };
}
