using System.Text.Json;
using System.Text.Json.Serialization;
using MlDash.Protocol;

namespace MlDash.Server.Documents;

/// <summary>JSON of document bodies. What users gave stands in them as text, so that no store ever reads it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(RawJsonAsText)])]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(NamespaceDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(DeviceLoginDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(KeptAnswer))]
[JsonSerializable(typeof(ProjectDocument))]
[JsonSerializable(typeof(NodeDocument))]
[JsonSerializable(typeof(ParametersDocument))]
[JsonSerializable(typeof(MetricDocument))]
[JsonSerializable(typeof(TrackDocument))]
[JsonSerializable(typeof(SignDocument))]
[JsonSerializable(typeof(ServerDocument))]
[JsonSerializable(typeof(StepDocument))]
internal sealed partial class StoredJson : JsonSerializerContext;

/// <summary>Keeps a JSON value as a text inside a document.</summary>
internal sealed class RawJsonAsText : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RawJson.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Bytes.Span);
}
