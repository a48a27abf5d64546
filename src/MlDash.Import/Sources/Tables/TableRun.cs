using System.Globalization;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Tables;

/// <summary>The rows of a file that are of one run.</summary>
/// <param name="file">The file.</param>
/// <param name="name">The name of the run.</param>
/// <param name="run">What the column of the run says in its rows; null: all rows are of it.</param>
/// <param name="options">Which columns mean what.</param>
internal sealed class TableRun(string file, string name, string? run, SourceOptions options) : SourceRun
{
    private static readonly string[] _times = ["_ts", "timestamp", "time", "wall_time", "_timestamp"];

    /// <inheritdoc />
    public override RunDetails Details { get; } = new()
    {
        Id = run is null ? file : $"{file}#{run}",
        Place = file,
        Name = name,
        Project = run is null ? null : Path.GetFileNameWithoutExtension(file),
    };

    /// <summary>The value of a cell as a text.</summary>
    public static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var points = sink.Metric(options.Columns.Metric ?? Path.GetFileNameWithoutExtension(file));
        foreach (var row in new TableRows(file, options.Warn).Read(cancellationToken))
        {
            if (options.Columns.Run is { } column)
            {
                var at = row.FindIndex(cell => cell.Key == column);
                if (TextOf(at < 0 ? null : row[at].Value) != run)
                    continue;
                if (at >= 0)
                    row.RemoveAt(at);
            }

            var time = row.FindIndex(cell => options.Columns.Time is { } given ? cell.Key == given : _times.Contains(cell.Key));
            var seconds = time < 0 ? null : SourceTime.Seconds(row[time].Value);
            if (seconds is not null)
                row.RemoveAt(time);
            points.Add(row, seconds);
        }
    }
}
