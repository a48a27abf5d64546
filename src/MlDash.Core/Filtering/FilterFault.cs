using System.Globalization;

namespace MlDash.Filtering;

/// <summary>The error for a filter that cannot be read, which says where.</summary>
internal static class FilterFault
{
    /// <param name="at">The number of characters before the place.</param>
    /// <param name="what">What is wrong there, a sentence.</param>
    /// <param name="action">What to do.</param>
    public static ConfigurationException At(int at, string what, string action) =>
        new("IllegalFilter", string.Create(CultureInfo.InvariantCulture, $"The filter is wrong at character {at + 1}: {what}"), action) { Target = at + 1 };
}
