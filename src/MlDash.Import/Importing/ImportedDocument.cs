using System.Collections.Specialized;
using MlDash.Import.Runs;
using MlDash.Json;
using MlDash.Parameters;
using MlDash.Protocol;
using MlDash.Storage.Local;

namespace MlDash.Import.Importing;

/// <summary>The document of an experiment that is imported. What others have written since stays.</summary>
internal static class ImportedDocument
{
    /// <summary>The member of the metadata that says where an experiment was imported from.</summary>
    public const string Origin = "import";

    private const string IsImported = "imported";
    private const string Order = "order";

    /// <summary>The id of a run in its tracker, when an experiment was imported; null when it was not.</summary>
    public static string? IdOf(OrderedDictionary? metadata, ImportFormat format) =>
        metadata?.Map(Origin) is { } origin && origin.Text("format") == format.ToString() ? origin.Text("id") : null;

    /// <summary>In which order the files of a run were read that may grow; null when nothing was kept of it.</summary>
    public static object?[]? OrderOf(OrderedDictionary? document) => document?.Map("metadata")?.Map(Origin)?[Order] as object?[];

    /// <summary>The document while records are written: it runs here, so that an import that is killed is seen to have crashed.</summary>
    public static OrderedDictionary Begin(OrderedDictionary? stored, ExperimentRecord record, ImportFormat format, SourceRun source, DateTimeOffset now)
    {
        var run = source.Details;
        var document = stored ?? ExperimentDocument.Received(record, record.Path, run.StartedAt ?? now);
        if (IsOfSource(document))
        {
            document["status"] = ExperimentStatus.Running.ToWire();
            var here = new ExperimentRun(now, null, ExperimentStatus.Running, Environment.MachineName, Environment.ProcessId);
            document["runs"] = RunsWith(document, Entry(here));
        }

        document["metadata"] = Metadata(document.Map("metadata"), format, run, source.Order.Kept);
        return document;
    }

    /// <summary>The document when all is there.</summary>
    public static OrderedDictionary End(OrderedDictionary document, ImportFormat format, RunDetails run)
    {
        document["description"] = document.Text("description") ?? run.Description;
        document["tags"] = document.Texts("tags").Union(run.Tags, StringComparer.Ordinal).ToArray();
        document["bindrs"] = document.Texts("bindrs").Union(run.Recorded?.Bindrs ?? [], StringComparer.Ordinal).ToArray();
        if (!IsOfSource(document))
            return document;
        document["status"] = run.Status.ToWire();
        document["started_at"] = Text(run.StartedAt);
        document["ended_at"] = Text(run.EndedAt);
        document["error"] = run.Error;
        document.Remove("runs");
        if (run.Recorded is { Runs.Length: > 0 } recorded)
        {
            document["runs"] = Array.ConvertAll(recorded.Runs, Entry);
            return document;
        }

        if (run.Status != ExperimentStatus.Running)
            return document;
        // It runs elsewhere, as far as its tracker knows; of a process on this machine only its number would say whether it is alive.
        var host = run.Host is { } named && named != Environment.MachineName ? named : format.ToString();
        var elsewhere = new ExperimentRun(run.StartedAt ?? DateTimeOffset.UnixEpoch, null, ExperimentStatus.Running, host, 0);
        document["runs"] = RunsWith(document, Entry(elsewhere));
        return document;
    }

    /// <summary>Parameters of a run that an experiment does not have, or has with another value.</summary>
    public static OrderedDictionary NewParameters(OrderedDictionary there, RunDetails run)
    {
        var added = new OrderedDictionary(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry parameter in ParameterFlattening.Flatten(run.Parameters))
        {
            if (!there.Contains(parameter.Key) || JsonText.Line(there[parameter.Key]) != JsonText.Line(parameter.Value))
                added[parameter.Key] = parameter.Value;
        }

        return added;
    }

    private static OrderedDictionary Metadata(OrderedDictionary? standing, ImportFormat format, RunDetails run, object?[]? order)
    {
        var metadata = standing ?? JsonValues.NewMap();
        foreach (System.Collections.DictionaryEntry member in run.Recorded?.Metadata ?? [])
        {
            if (!metadata.Contains(member.Key))
                metadata[member.Key] = member.Value;
        }

        var origin = new OrderedDictionary { ["format"] = format.ToString(), ["id"] = run.Id, ["source"] = run.Place };
        if (order is not null)
            origin[Order] = order;
        metadata[Origin] = origin;
        if (run.Metadata.Count > 0)
            metadata[format.ToString().ToLowerInvariant()] = run.Metadata;
        return metadata;
    }

    /// <summary>Whether the source alone says where it stands: nobody has recorded it here, and it was not archived.</summary>
    private static bool IsOfSource(OrderedDictionary document) =>
        Others(document).Length == 0 && ExperimentStatusText.Parse(document["status"]) != ExperimentStatus.Archived;

    private static object?[] RunsWith(OrderedDictionary document, OrderedDictionary own) => [.. Others(document), own];

    private static object?[] Others(OrderedDictionary document) =>
        [.. (document["runs"] as object?[] ?? []).Where(entry => entry is not OrderedDictionary run || run[IsImported] is not true)];

    private static OrderedDictionary Entry(ExperimentRun run)
    {
        var entry = ExperimentDocument.Write(run);
        entry[IsImported] = true;
        return entry;
    }

    private static string? Text(DateTimeOffset? time) => time is { } known ? IsoTime.Format(known) : null;
}
