using System.Globalization;
using MlDash.Import.Runs;
using MlDash.Json;

namespace MlDash.Import.Sources.Mlflow;

/// <summary>What both stores of MLflow have in common: states, tags, notes.</summary>
internal static class MlflowText
{
    /// <summary>The tag of the note.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>The tag of the name of the run.</summary>
    public const string RunName = "mlflow.runName";

    private const string OwnTags = "mlflow.";

    /// <summary>A text, also of what YAML takes for a number.</summary>
    public static string? Of(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <summary>The state by its number in files, or by its name in databases.</summary>
    public static ExperimentStatus Status(object? value) => Of(value) switch
    {
        "1" or "2" or "RUNNING" or "SCHEDULED" => ExperimentStatus.Running,
        "3" or "FINISHED" => ExperimentStatus.Completed,
        "4" or "FAILED" => ExperimentStatus.Failed,
        "5" or "KILLED" => ExperimentStatus.Cancelled,
        _ => ExperimentStatus.Unknown,
    };

    /// <summary>
    /// The details with what tags say: the note is the description, the user's own tags are words <c>name=value</c>, and all of them are metadata.
    /// </summary>
    /// <param name="run">The details so far.</param>
    /// <param name="tags">Names and texts.</param>
    public static RunDetails WithTags(RunDetails run, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var all = JsonValues.NewMap();
        foreach (var (name, text) in tags)
            all[name] = text;
        var metadata = JsonValues.NewMap();
        foreach (System.Collections.DictionaryEntry member in run.Metadata)
            metadata[member.Key] = member.Value;
        if (all.Count > 0)
            metadata["tags"] = all;
        return run with
        {
            Name = run.Name.Length > 0 ? run.Name : Of(all[RunName]) ?? run.Id,
            Description = Of(all[Note]),
            Tags = [.. tags.Where(IsOfUser).Select(Word)],
            Metadata = metadata,
        };
    }

    /// <summary>Whether a tag is one of the user's own, not of MLflow.</summary>
    public static bool IsOfUser(KeyValuePair<string, string> tag) => !tag.Key.StartsWith(OwnTags, StringComparison.Ordinal);

    /// <summary>A tag as a word.</summary>
    public static string Word(KeyValuePair<string, string> tag) => tag.Value is "" or "true" or "True" ? tag.Key : $"{tag.Key}={tag.Value}";
}
