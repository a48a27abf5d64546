using System.Text;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Dashboard.Questions;

/// <summary>A recorded value as strict JSON: stored documents hold NaN and Infinity, which no browser reads.</summary>
internal static class RecordedValue
{
    /// <summary>The value; NaN and Infinity by themselves are their names, inside of others null.</summary>
    public static JsonElement Of(object? value) => value is double number && !double.IsFinite(number)
        ? JsonSerializer.SerializeToElement(JsonText.Line(number), DashboardJson.Default.String)
        : Strict(RawJson.Parse(Encoding.UTF8.GetBytes(JsonText.Line(value))));

    private static JsonElement Strict(RawJson value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
            value.WriteTo(writer, nonFiniteAsNull: true);
        using var document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }
}
