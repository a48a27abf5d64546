using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;

namespace MlDash.Import.Sources.Tables;

/// <summary>The rows of a file that are of one run.</summary>
internal sealed class TableRun(string file, SourceOptions options) : SourceRun
{
    private static readonly string[] _times = ["_ts", "timestamp", "time", "wall_time", "_timestamp"];

    /// <inheritdoc />
    public override RunDetails Details { get; } = new() { Id = file, Place = file, Name = Path.GetFileNameWithoutExtension(file) };

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var points = sink.Metric(options.Columns.Metric ?? Path.GetFileNameWithoutExtension(file));
        using var lines = new SourceLines(SmallFile.Open(file));
        var damaged = 0L;
        while (lines.TryNext(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Row(line) is { } row)
                points.Add(row.Fields, row.Time);
            else
                damaged++;
        }

        if (damaged > 0)
            options.Warn($"{damaged} lines of '{file}' are no JSON objects and were not imported.");
    }

    private (List<KeyValuePair<string, object?>> Fields, double? Time)? Row(Span<byte> line)
    {
        try
        {
            if (JsonValues.Parse(line) is not System.Collections.Specialized.OrderedDictionary row)
                return null;
            var time = options.Columns.Time ?? Array.Find(_times, row.Contains);
            double? seconds = null;
            var fields = new List<KeyValuePair<string, object?>>(row.Count);
            foreach (System.Collections.DictionaryEntry member in row)
            {
                if ((string)member.Key == time && SourceTime.Seconds(member.Value) is { } known)
                    seconds = known;
                else
                    fields.Add(new((string)member.Key, member.Value));
            }

            return (fields, seconds);
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
