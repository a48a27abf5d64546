using System.Collections.Specialized;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Protocol;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.Wandb;

/// <summary>A run of W&amp;B. Its file is read twice: what is small may stand at its end.</summary>
internal sealed class WandbRun(string file, SourceOptions options) : SourceRun
{
    private static readonly string[] _known = ["wandb-summary.json", "config.yaml", "output.log"];

    private RunDetails? _details;

    /// <summary>What a record holds, by the number of its field.</summary>
    private enum Kind
    {
        History = 2,
        Summary = 3,
        Output = 4,
        Config = 5,
        Stats = 7,
        Artifact = 8,
        Alert = 10,
        OutputRaw = 13,
        Run = 17,
        Exit = 18,
    }

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var (history, media) = (new FieldGroups(sink), new WandbMedia());
        using var stream = SmallFile.Open(file);
        var records = new WandbRecords(stream);
        foreach (var record in records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (kind, content) = ContentOf(record);
            switch (kind)
            {
                case Kind.History: ReadHistory(content, history, media, sink); break;
                case Kind.Stats: ReadStats(content, sink); break;
                case Kind.Output or Kind.OutputRaw: ReadOutput(content, sink); break;
                case Kind.Alert: ReadAlert(content, sink); break;
                case Kind.Artifact: sink.LeaveOut($"The artifact '{WandbItems.Texts(content).GetValueOrDefault(5)}': its files are in the cache of W&B, not in the run."); break;
            }
        }

        if (records.Damaged > 0)
            options.Warn($"{records.Damaged} records of '{file}' are damaged and were not imported.");
        var files = Path.Combine(Path.GetDirectoryName(file)!, "files");
        foreach (var other in SourceFolder.FilesBelow(files).Where(other => !_known.Contains(SourceFolder.NameBelow(files, other))))
            sink.File(SourceFolder.FileBelow(files, other) with { Metadata = media.Of(SourceFolder.NameBelow(files, other)) });
    }

    private static (Kind Kind, ReadOnlyMemory<byte> Content) ContentOf(ReadOnlyMemory<byte> record)
    {
        var fields = new ProtoReader(record);
        while (fields.Next())
        {
            if (fields.Type == WireType.Bytes && Enum.IsDefined((Kind)fields.Field))
                return ((Kind)fields.Field, fields.Bytes);
        }

        return default;
    }

    private static void ReadHistory(ReadOnlyMemory<byte> message, FieldGroups history, WandbMedia media, IRunSink sink)
    {
        var row = new OrderedDictionary(StringComparer.Ordinal);
        object? step = null;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(1))
            {
                var (name, value) = WandbItems.Item(fields.Bytes);
                row[name] = value;
            }
            else if (fields.IsBytes(2))
            {
                var number = new ProtoReader(fields.Bytes);
                step = 0L;
                while (number.Next())
                    step = (long)number.Bits;
            }
        }

        step ??= row["_step"];
        var time = SourceTime.Seconds(row["_timestamp"]);
        foreach (var own in new[] { "_step", "_timestamp" })
            row.Remove(own);
        if (row["_runtime"] is { } runtime)
        {
            row.Remove("_runtime");
            row["runtime"] = runtime;
        }

        media.Take(row, step, time, sink);
        history.Add(row, step, time);
    }

    private static void ReadStats(ReadOnlyMemory<byte> message, IRunSink sink)
    {
        var values = new List<KeyValuePair<string, object?>>();
        double? time = null;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(2))
                time = WandbItems.Time(fields.Bytes);
            else if (fields.IsBytes(3))
                values.Add(WandbItems.Item(fields.Bytes));
        }

        if (values.Count > 0)
            sink.Metric("system").Add(values, time);
    }

    private static void ReadOutput(ReadOnlyMemory<byte> message, IRunSink sink)
    {
        var (isOutput, time, text) = (false, (double?)null, string.Empty);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields is { Field: 1, Type: WireType.Varint })
                isOutput = fields.Bits == 1;
            else if (fields.IsBytes(2))
                time = WandbItems.Time(fields.Bytes);
            else if (fields.IsBytes(3))
                text = fields.Text;
        }

        var metadata = new OrderedDictionary { ["stream"] = isOutput ? "stdout" : "stderr" };
        foreach (var line in text.TrimEnd('\r', '\n').Split('\n'))
            sink.Log(time is { } seconds ? IsoTime.FromUnixSeconds(seconds) : null, isOutput ? LogLevel.Info : LogLevel.Warn, line.TrimEnd('\r'), metadata);
    }

    private static void ReadAlert(ReadOnlyMemory<byte> message, IRunSink sink)
    {
        var texts = WandbItems.Texts(message);
        var level = texts.GetValueOrDefault(3) == "ERROR" ? LogLevel.Error : LogLevel.Warn;
        sink.Log(null, level, $"{texts.GetValueOrDefault(1)}: {texts.GetValueOrDefault(2)}");
    }

    private RunDetails ReadDetails()
    {
        var (config, summary) = (new OrderedDictionary(StringComparer.Ordinal), new OrderedDictionary(StringComparer.Ordinal));
        var run = new WandbHead();
        long? exit = null, runtime = null;
        using var stream = SmallFile.Open(file);
        foreach (var record in new WandbRecords(stream).Read())
        {
            options.CancelToken.ThrowIfCancellationRequested();
            var (kind, content) = ContentOf(record);
            switch (kind)
            {
                case Kind.Run: run.Read(content, config); break;
                case Kind.Config: WandbItems.Update(config, content); break;
                case Kind.Summary: WandbItems.Update(summary, content); break;
                case Kind.Exit: (exit, runtime) = Exit(content); break;
            }
        }

        config.Remove("_wandb");
        var metadata = run.Metadata;
        if (summary.Count > 0)
            metadata["summary"] = summary;
        return new RunDetails
        {
            Id = run.Id ?? Path.GetFileNameWithoutExtension(file).Replace("run-", string.Empty),
            Place = file,
            Name = run.Name ?? run.Id ?? Path.GetFileNameWithoutExtension(file),
            Project = run.Project,
            Status = exit switch { null => ExperimentStatus.Unknown, 0 => ExperimentStatus.Completed, _ => ExperimentStatus.Failed },
            StartedAt = run.StartedAt,
            EndedAt = exit is null ? null
                : run.StartedAt is { } begin && runtime is >= 0 and var took ? begin.AddSeconds(took)
                : File.GetLastWriteTimeUtc(file),
            Error = exit is null or 0 ? null : $"The program ended with code {exit}.",
            Description = run.Notes,
            Tags = [.. run.Tags],
            Parameters = config,
            Metadata = metadata,
            Host = run.Host,
        };
    }

    /// <summary>How the program ended, and after how many seconds.</summary>
    private static (long Code, long? Runtime) Exit(ReadOnlyMemory<byte> message)
    {
        var (code, runtime) = (0L, (long?)null);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields is { Field: 1, Type: WireType.Varint })
                code = (int)fields.Bits;
            else if (fields is { Field: 2, Type: WireType.Varint })
                runtime = (int)fields.Bits;
        }

        return (code, runtime);
    }
}
