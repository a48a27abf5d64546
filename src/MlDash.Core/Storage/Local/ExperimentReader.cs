using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// Understands <c>experiment.json</c> straight from its bytes: listings read thousands of them. Members it does not know, and members of another type
/// than they should have, are skipped.
/// </summary>
internal static class ExperimentReader
{
    /// <summary>What the document says of the experiment that lies at <paramref name="path"/>.</summary>
    /// <param name="json">The document; bytes may be changed in place.</param>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static ExperimentRecord Read(Span<byte> json, ExperimentPath path)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        JsonNumbers.Admit(json);
        var reader = new Utf8JsonReader(json, JsonValues.Lenient);
        var record = new ExperimentRecord { Path = path, Name = path.Name };
        object? status = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Expected a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            record = ReadMember(ref reader, record, ref status);
        if (reader.Read())
            throw new JsonException("There is text after the end of the document.");
        return record with { Status = StatusOf(record, ExperimentStatusText.Parse(status)) };
    }

    private static ExperimentRecord ReadMember(ref Utf8JsonReader reader, ExperimentRecord record, ref object? status)
    {
        var name = JsonValues.ReadString(ref reader);
        reader.Read();
        switch (name)
        {
            case "name": return record with { Name = Text(ref reader) ?? record.Path.Name };
            case "project": return record with { Project = Text(ref reader) };
            case "id": return record with { Id = Text(ref reader) };
            case "description": return record with { Description = Text(ref reader) };
            case "tags": return record with { Tags = Texts(ref reader) };
            case "bindrs": return record with { Bindrs = Texts(ref reader) };
            case "metadata": return record with { Metadata = JsonValues.Read(ref reader) as OrderedDictionary };
            case "created_at": return record with { CreatedAt = IsoTime.Parse(Text(ref reader)) };
            case "updated_at": return record with { UpdatedAt = IsoTime.Parse(Text(ref reader)) };
            case "started_at": return record with { StartedAt = IsoTime.Parse(Text(ref reader)) };
            case "ended_at": return record with { EndedAt = IsoTime.Parse(Text(ref reader)) };
            case "error": return record with { Error = Text(ref reader) };
            case "write_protected": return record with { WriteProtected = JsonValues.Read(ref reader) is true };
            case "runs": return record with { Runs = Runs(ref reader) };
            case "status":
                status = Text(ref reader);
                return record;
            default:
                reader.Skip();
                return record;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return JsonValues.ReadString(ref reader);
        reader.Skip();
        return null;
    }

    private static string[] Texts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } text)
                texts.Add(text);
        }

        return [.. texts];
    }

    private static ExperimentRun[] Runs(ref Utf8JsonReader reader) =>
        [.. (JsonValues.Read(ref reader) as object?[] ?? []).OfType<OrderedDictionary>().Select(ExperimentDocument.ToRun)];

    private static ExperimentStatus StatusOf(ExperimentRecord record, ExperimentStatus written)
    {
        // A later open writes another status. Until then, runs that nobody closed do not count.
        if (written == ExperimentStatus.Archived)
            return written;
        if (record.Runs.Any(run => run.Status == ExperimentStatus.Running && RunProcess.MayBeAlive(run)))
            return ExperimentStatus.Running;

        // Another tool has opened it since, and keeps no status: what we wrote is out of date.
        if (record is { UpdatedAt: { } updated, EndedAt: { } ended } && updated > ended)
            return ExperimentStatus.Unknown;
        return written == ExperimentStatus.Running ? ExperimentStatus.Crashed : written;
    }
}
