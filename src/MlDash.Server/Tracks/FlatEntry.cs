using System.Text.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Tracks;

/// <summary>One entry of a track: a time and flat fields, as they were sent.</summary>
/// <param name="Timestamp">Seconds, finite.</param>
/// <param name="TimestampText">The number as it was written.</param>
/// <param name="Fields">Everything but the timestamp; nested objects flattened with dots.</param>
internal sealed record FlatEntry(double Timestamp, RawJson TimestampText, IReadOnlyList<KeyValuePair<string, RawJson>> Fields)
{
    private const string Time = "timestamp";

    /// <summary>Reads an entry whose time stands among its fields; null when it has no usable time.</summary>
    public static FlatEntry? OfFlat(RawJson entry) =>
        entry.ToDictionary().TryGetValue(Time, out var time) ? Of(time, entry) : null;

    /// <summary>The time of an entry; null when it has no usable one.</summary>
    public static double? TimeOf(RawJson entry) =>
        entry.ToDictionary().TryGetValue(Time, out var time) && time.AsNumber() is { } seconds && double.IsFinite(seconds) ? seconds : null;

    /// <summary>An entry of a time and an object with fields; null when the time is not a finite number.</summary>
    public static FlatEntry? Of(RawJson time, RawJson data) =>
        time.AsNumber() is { } seconds && double.IsFinite(seconds)
            ? new FlatEntry(seconds, time, [.. FlatObject.Flatten(data).Where(f => f.Key != Time)])
            : null;

    public RawJson FieldsObject() => FlatObject.Write(Fields);

    public RawJson WholeObject() => FlatObject.Write([new(Time, TimestampText), .. Fields]);

    /// <summary>The entry with only the named fields; all of them when none is named.</summary>
    public FlatEntry Only(IReadOnlySet<string>? columns) =>
        columns is null ? this : this with { Fields = [.. Fields.Where(f => columns.Contains(f.Key))] };

    public void WriteTo(Utf8JsonWriter writer, bool nonFiniteAsNull)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Time);
        TimestampText.WriteTo(writer);
        foreach (var (name, value) in Fields)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer, nonFiniteAsNull);
        }
        writer.WriteEndObject();
    }
}
