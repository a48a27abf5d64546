using System.Text.Encodings.Web;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Records;

namespace MlDash.Storage.Outgoing;

/// <summary>The body of a request with batches of several streams.</summary>
internal static class TogetherBody
{
    /// <summary>What a part needs beside its body and its name, at most.</summary>
    public const int Frame = 128;

    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes it.</summary>
    /// <param name="parts">The batches with their keys.</param>
    /// <param name="body">Where to.</param>
    public static void Write(IEnumerable<(StreamBatch Batch, string Key)> parts, PooledBuffer body)
    {
        using var json = new Utf8JsonWriter(body, _options);
        json.WriteStartObject();
        json.WriteStartArray(RequestMembers.Batches);
        foreach (var (batch, key) in parts)
        {
            json.WriteStartObject();
            json.WriteString(RequestMembers.Kind, KindOf(batch.Stream.Kind));
            if (batch.Stream.Kind != RecordKind.Log)
                json.WriteString(WireMembers.Name, batch.Stream.Name);
            json.WriteString(RequestMembers.Key, key);
            json.WritePropertyName(RequestMembers.Body);
            // The very body of a request for this stream alone, so that either is a repeat of the other.
            json.WriteRawValue(batch.Body.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string KindOf(RecordKind kind) => kind switch
    {
        RecordKind.Log => BatchKinds.Log,
        RecordKind.Metric => BatchKinds.Metric,
        _ => BatchKinds.Track,
    };
}
