using System.Collections.Specialized;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Import.Sources.Sacred;

/// <summary>The file store of Sacred: a numbered folder a run, with <c>run.json</c> and <c>config.json</c>.</summary>
internal sealed class SacredFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Sacred;

    /// <inheritdoc />
    public override bool Recognizes(string path) => IsRun(path) || SourceFolder.Folders(path).Any(IsRun);

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) =>
        (IsRun(path) ? [path] : SourceFolder.Folders(path).Where(IsRun)).Select(folder => new SacredRun(folder, options));

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, "run.json")) && File.Exists(Path.Combine(folder, "config.json"));
}

/// <summary>A run of Sacred.</summary>
internal sealed class SacredRun(string folder, SourceOptions options) : SourceRun
{
    private static readonly string[] _known = ["run.json", "config.json", "metrics.json", "cout.txt"];

    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (System.Collections.DictionaryEntry metric in SourceJson.File(Path.Combine(folder, "metrics.json"), options.Warn) ?? new())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (metric.Value is OrderedDictionary columns)
                ReadMetric(sink.Metric((string)metric.Key), columns);
        }

        var output = Path.Combine(folder, "cout.txt");
        if (File.Exists(output))
        {
            using var lines = new SourceLines(SmallFile.Open(output));
            while (lines.Next() is { } line)
                sink.Log(null, LogLevel.Info, line);
        }

        foreach (var file in SourceFolder.FilesBelow(folder).Where(file => !_known.Contains(SourceFolder.NameBelow(folder, file))))
            sink.File(SourceFolder.FileBelow(folder, file));
    }

    private static void ReadMetric(IPointSink points, OrderedDictionary columns)
    {
        var (values, steps, times) = (columns["values"] as object?[] ?? [], columns["steps"] as object?[] ?? [], columns["timestamps"] as object?[] ?? []);
        for (var at = 0; at < values.Length; at++)
        {
            var step = at < steps.Length ? Plain(steps[at]) as long? : null;
            var time = at < times.Length ? SourceTime.Seconds(times[at]) : null;
            switch (Plain(values[at]))
            {
                case double real: points.Add(step, real, time); break;
                case long whole: points.Add(step, (double)whole, time); break;
                case var other: points.Add([new("step", step), new("value", other)], time); break;
            }
        }
    }

    /// <summary>Numbers of NumPy are objects that hold their value.</summary>
    private static object? Plain(object? value) => value is OrderedDictionary map && map.Contains("value") ? map["value"] : value;

    private RunDetails ReadDetails()
    {
        var run = SourceJson.File(Path.Combine(folder, "run.json"), options.Warn) ?? new();
        var metadata = JsonValues.NewMap();
        foreach (var name in new[] { "command", "host", "result", "resources", "meta" })
        {
            if (run[name] is { } value)
                metadata[name] = value;
        }

        var status = run.Text("status");
        return new RunDetails
        {
            Id = folder,
            Place = folder,
            Name = SourceFolder.NameOf(folder),
            Project = run.Map("experiment")?.Text("name"),
            Status = status switch
            {
                "RUNNING" or "QUEUED" => ExperimentStatus.Running,
                "COMPLETED" => ExperimentStatus.Completed,
                "FAILED" or "TIMEOUT" => ExperimentStatus.Failed,
                "INTERRUPTED" => ExperimentStatus.Cancelled,
                _ => ExperimentStatus.Unknown,
            },
            StartedAt = IsoTime.Parse(run.Text("start_time")),
            EndedAt = IsoTime.Parse(run.Text("stop_time")),
            Error = run["fail_trace"] is object?[] trace ? string.Concat(trace.OfType<string>()) : null,
            Description = run.Map("meta")?.Text("comment") is { Length: > 0 } comment ? comment : null,
            Parameters = SourceJson.File(Path.Combine(folder, "config.json"), options.Warn) ?? new(StringComparer.Ordinal),
            Metadata = metadata,
            Host = run.Map("host")?.Text("hostname"),
        };
    }
}
