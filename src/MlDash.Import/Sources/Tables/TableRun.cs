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

    /// <summary>Whether a column is the one that was asked for, in any case.</summary>
    public static bool IsColumn(string name, string asked) => name.Equals(asked, StringComparison.OrdinalIgnoreCase);

    /// <summary>The columns of a file, for people.</summary>
    public static string Listed(IEnumerable<string> columns) => $"Its columns are {string.Join(", ", columns.Take(20))}.";

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var points = sink.Metric(options.Columns.Metric ?? Path.GetFileNameWithoutExtension(file));
        var (isTimeFound, untimed, columns) = (false, 0L, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var row in new TableRows(file, options.Warn).Read(cancellationToken))
        {
            if (!isTimeFound)
                columns.UnionWith(row.Select(cell => cell.Key));
            if (options.Columns.Run is { } column)
            {
                var at = row.FindIndex(cell => IsColumn(cell.Key, column));
                if (TextOf(at < 0 ? null : row[at].Value) != run)
                    continue;
                if (at >= 0)
                    row.RemoveAt(at);
            }

            var time = row.FindIndex(cell => options.Columns.Time is { } given ? IsColumn(cell.Key, given) : _times.Contains(cell.Key));
            isTimeFound |= time >= 0;
            var seconds = time < 0 ? null : SourceTime.Seconds(row[time].Value);
            if (seconds is not null)
                row.RemoveAt(time);
            else if (time >= 0)
                untimed++;
            points.Add(row, seconds);
        }

        if (options.Columns.Time is { } asked && !isTimeFound)
            options.Warn($"'{file}' has no column '{asked}': its points have no times. {Listed(columns)}");
        if (options.Columns.Time is { } times && untimed > 0)
            options.Warn($"{untimed} values of the column '{times}' of '{file}' are not times: write them as 2026-03-05T14:30:00Z, or in seconds since 1970.");
    }
}
