using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlDash.Benchmarks;

/// <summary>Recording and reading through Core, against a bare writer or reader of the same bytes.</summary>
internal static class CoreRows
{
    private const int Million = 1_000_000;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        yield return Measured.Speed("1,000,000 points through Core, to Complete", "bare Utf8JsonWriter loop of the same bytes", 0.5, 3,
            () => RecordPoints(workspace.Start(), Million), () => BarePoints(workspace.In("bare.jsonl"), Million));
        yield return Measured.Speed("1,000,000 track entries through Core, to Complete", "bare Utf8JsonWriter loop of the same bytes", 0.5, 3,
            () => RecordEntries(workspace.Start(), Million), () => BareEntries(workspace.In("bare.jsonl"), Million));

        var experiment = workspace.Start("bench/read");
        Append(experiment, Million);
        experiment.FlushAsync().GetAwaiter().GetResult();
        var data = Path.Combine(experiment.Folder!, "metrics", "train", "data.jsonl");
        yield return Measured.Speed("read back 1,000,000 points through Core", "bare Utf8JsonReader pass over the file", 0.5, 5,
            () => ReadAll(experiment, Million), () => BareRead(data));
        yield return Measured.Speed("the same as columns of numbers", "bare Utf8JsonReader pass over the file", 0.9, 5,
            () => ReadColumns(experiment, Million), () => BareRead(data));
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
    }

    /// <summary>Ten million points: the memory they take on their way, and how long the last hundred of them take to read.</summary>
    public static IEnumerable<Row> RunLarge(Workspace workspace)
    {
        var experiment = workspace.Start("bench/large");
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var idle = process.WorkingSet64;
        long peak = 0;
        using (var watch = new Timer(_ => peak = Math.Max(peak, WorkingSet()), null, 0, 50))
        {
            Append(experiment, 10 * Million);
            experiment.FlushAsync().GetAwaiter().GetResult();
        }

        var more = (peak - idle) / 1e6;
        yield return new(
            "peak memory while 10,000,000 points go through",
            "the idle process",
            "≤ 150 MB more",
            string.Create(CultureInfo.InvariantCulture, $"{more:0} MB more"),
            more <= 150);

        var data = Path.Combine(experiment.Folder!, "metrics", "train", "data.jsonl");
        yield return Measured.More("last 100 points of a 10,000,000-point metric", "reading 100 lines at the end of the file", 5, 9,
            () => ReadLast(experiment, 100), () => BareTail(data, 100));
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
    }

    /// <summary>Milliseconds to record and to read so many points.</summary>
    public static (double Record, double Read) Cost(Workspace workspace, int points)
    {
        var experiment = workspace.Start();
        var record = Measured.Once(() =>
        {
            Append(experiment, points);
            experiment.FlushAsync().GetAwaiter().GetResult();
        });
        var read = Measured.Once(() => ReadAll(experiment, points));
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        return (record, read);
    }

    /// <summary>Bytes of memory that this process has.</summary>
    public static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>Records points of three fields, and removes them when they are on the disk.</summary>
    public static void RecordPoints(Experiment experiment, int points)
    {
        Append(experiment, points);
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        experiment.DeleteAsync().GetAwaiter().GetResult();
    }

    private static void Append(Experiment experiment, int points)
    {
        var metric = experiment.Metric("train");
        var clock = new AppendClock();
        var fields = new KeyValuePair<string, object?>[3];
        for (long step = 0; step < points; step++)
        {
            fields[0] = new("step", step);
            fields[1] = new("loss", 1.0 / (step + 1));
            fields[2] = new("accuracy", step / (step + 1.0));
            metric.Append(fields, clock);
        }
    }

    private static void RecordEntries(Experiment experiment, int entries)
    {
        var track = experiment.Track("robot/pose");
        var clock = new AppendClock();
        var fields = new System.Collections.Specialized.OrderedDictionary();
        for (long at = 0; at < entries; at++)
        {
            fields["x"] = at * 0.5;
            fields["y"] = at;
            fields["z"] = -0.25;
            track.Append(fields, clock, at * 0.001);
        }

        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        experiment.DeleteAsync().GetAwaiter().GetResult();
    }

    private static void BarePoints(string path, int points) => BareLines(path, points, (writer, step) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", step);
        writer.WriteStartObject("data");
        writer.WriteNumber("step", step);
        writer.WriteNumber("loss", 1.0 / (step + 1));
        writer.WriteNumber("accuracy", step / (step + 1.0));
        writer.WriteNumber("_ts", (DateTimeOffset.UtcNow.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 1e7);
        writer.WriteEndObject();
        writer.WriteString("createdAt", "2026-01-31T12:34:56.123456Z");
        writer.WriteEndObject();
    });

    private static void BareEntries(string path, int entries) => BareLines(path, entries, (writer, at) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp", at * 0.001);
        writer.WriteNumber("x", at * 0.5);
        writer.WriteNumber("y", at);
        writer.WriteNumber("z", -0.25);
        writer.WriteEndObject();
    });

    /// <summary>Writes lines into one buffer in memory that goes to the file whenever it is full: as little as can be done.</summary>
    private static void BareLines(string path, int lines, Action<Utf8JsonWriter, long> write)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var buffer = new ArrayBufferWriter<byte>(1 << 17);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        long position = 0;
        for (long line = 0; line < lines; line++)
        {
            writer.Reset();
            write(writer, line);
            writer.Flush();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < 1 << 16 && line < lines - 1)
                continue;
            RandomAccess.Write(file, buffer.WrittenSpan, position);
            position += buffer.WrittenCount;
            buffer.ResetWrittenCount();
        }
    }

    private static void ReadAll(Experiment experiment, int points)
    {
        long read = 0;
        foreach (var point in experiment.Metric("train").ReadAsync(new MetricQuery()).ToBlockingEnumerable())
            read += point.Fields.Count > 0 ? 1 : 0;
        if (read != points)
            throw new InvalidOperationException($"{points} points were expected, {read} were read.");
    }

    private static void ReadColumns(Experiment experiment, int points)
    {
        long read = 0;
        foreach (var part in experiment.Metric("train").ReadColumnsAsync(new MetricQuery()).ToBlockingEnumerable())
            read += part["loss"].Length;
        if (read != points)
            throw new InvalidOperationException($"{points} points were expected, {read} were read.");
    }

    private static void ReadLast(Experiment experiment, int points)
    {
        var read = experiment.Metric("train").ReadAsync(new MetricQuery { Last = points }).ToBlockingEnumerable().Count();
        if (read != points)
            throw new InvalidOperationException($"{points} points were expected, {read} were read.");
    }

    private static void BareRead(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = new byte[256 * 1024];
        long position = 0, tokens = 0;
        int read;
        while ((read = RandomAccess.Read(file, buffer, position)) > 0)
        {
            var at = 0;
            for (var end = buffer.AsSpan(at, read - at).IndexOf((byte)'\n'); end >= 0; end = buffer.AsSpan(at, read - at).IndexOf((byte)'\n'))
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(at, end));
                while (reader.Read())
                    tokens++;
                at += end + 1;
            }

            position += at;
        }

        if (tokens == 0)
            throw new InvalidOperationException("Nothing was read.");
    }

    private static void BareTail(string path, int lines)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[64 * 1024];
        var length = RandomAccess.GetLength(file);
        var read = RandomAccess.Read(file, buffer, length - buffer.Length);
        var tail = buffer.AsSpan(0, read);
        for (var left = lines + 1; left > 0; left--)
            tail = tail[..tail.LastIndexOf((byte)'\n')];
    }
}
