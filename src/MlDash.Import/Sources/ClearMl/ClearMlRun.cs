using System.Collections;
using System.Collections.Specialized;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Import.Sources.ClearMl;

/// <summary>An offline task of ClearML. Each line of its files is a list of events.</summary>
internal sealed class ClearMlRun(string folder, SourceOptions options) : SourceRun
{
    private const double Milliseconds = 1000;

    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (var entry in Events("metrics.jsonl", cancellationToken))
            ReadMetric(entry, sink);
        foreach (var entry in Events("log.jsonl", cancellationToken))
        {
            _ = LogLevels.TryParse(entry.Text("level") ?? "info", out var level);
            sink.Log(Seconds(entry) is { } time ? IsoTime.FromUnixSeconds(time) : null, level, (entry.Text("msg") ?? string.Empty).TrimEnd('\r', '\n'));
        }

        foreach (var below in new[] { "data", "artifacts" })
        {
            var root = Path.Combine(folder, below);
            foreach (var file in SourceFolder.FilesBelow(root))
                sink.File(SourceFolder.FileBelow(root, file));
        }
    }

    private static double? Seconds(OrderedDictionary entry) => entry["timestamp"] switch
    {
        long whole => whole / Milliseconds,
        double real => real / Milliseconds,
        _ => null,
    };

    private static void ReadMetric(OrderedDictionary entry, IRunSink sink)
    {
        if (entry["value"] is not (long or double))
        {
            sink.LeaveOut($"Events of the type '{entry.Text("type") ?? "unknown"}', such as plots.");
            return;
        }

        var (metric, variant) = (entry.Text("metric") ?? string.Empty, entry.Text("variant") ?? "value");
        sink.Metric(metric).Add([new("step", entry["iter"]), new(variant is "step" ? "value" : variant, entry["value"])], Seconds(entry));
    }

    private IEnumerable<OrderedDictionary> Events(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            yield break;
        using var lines = new SourceLines(SmallFile.Open(path));
        var damaged = 0L;
        while (lines.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SourceJson.Value(System.Text.Encoding.UTF8.GetBytes(line)) is not object?[] events)
            {
                damaged++;
                continue;
            }

            foreach (var entry in events.OfType<OrderedDictionary>())
                yield return entry;
        }

        if (damaged > 0)
            options.Warn($"{damaged} lines of '{path}' are damaged and were not imported.");
    }

    private RunDetails ReadDetails()
    {
        var task = SourceJson.File(Path.Combine(folder, "task.json"), options.Warn) ?? new();
        var metadata = JsonValues.NewMap();
        foreach (var member in new[] { "type", "script", "execution", "container", "runtime" })
        {
            if (task[member] is { } value)
                metadata[member] = value;
        }

        return new RunDetails
        {
            Id = task.Text("id") ?? SourceFolder.NameOf(folder),
            Place = folder,
            Name = task.Text("name") ?? SourceFolder.NameOf(folder),
            Project = task.Text("project_name") ?? task.Text("project"),
            Status = task.Text("status") switch
            {
                "completed" or "published" or "closed" => ExperimentStatus.Completed,
                "failed" => ExperimentStatus.Failed,
                "stopped" => ExperimentStatus.Cancelled,
                "in_progress" => ExperimentStatus.Running,
                _ => ExperimentStatus.Unknown,
            },
            StartedAt = IsoTime.Parse(task["started"]) ?? IsoTime.Parse(task["created"]),
            EndedAt = IsoTime.Parse(task["completed"]),
            Error = task.Text("status_message") is { Length: > 0 } message ? message : null,
            Description = task.Text("comment") is { Length: > 0 } comment ? comment : null,
            Tags = task.Texts("tags"),
            Parameters = Parameters(task),
            Metadata = metadata,
        };
    }

    /// <summary>Hyperparameters by section and name, each an object with its text.</summary>
    private static OrderedDictionary Parameters(OrderedDictionary task)
    {
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DictionaryEntry section in task.Map("hyperparams") ?? new())
        {
            foreach (DictionaryEntry item in section.Value as OrderedDictionary ?? new())
            {
                var value = item.Value is OrderedDictionary typed ? typed["value"] : item.Value;
                parameters[$"{section.Key}/{item.Key}"] = value is string text ? SourceText.Value(text) : value;
            }
        }

        return parameters;
    }
}
