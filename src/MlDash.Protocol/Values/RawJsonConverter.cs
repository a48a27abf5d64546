using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlDash.Protocol;

/// <summary>Writes <see cref="RawJson"/> as it stands; reads strict JSON.</summary>
/// <param name="nonFiniteAsNull">Whether <c>NaN</c> and ±<c>Infinity</c> are written as <c>null</c>.</param>
public sealed class RawJsonConverter(bool nonFiniteAsNull) : JsonConverter<RawJson>
{
    /// <summary>Makes the converter that keeps bare tokens.</summary>
    public RawJsonConverter() : this(nonFiniteAsNull: false)
    {
    }

    /// <inheritdoc />
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return RawJson.Parse(document.RootElement.GetRawText());
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => value.WriteTo(writer, nonFiniteAsNull);
}
