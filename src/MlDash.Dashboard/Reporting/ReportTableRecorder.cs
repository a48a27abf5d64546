using System.Globalization;
using System.Text.Json;
using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Reporting;

/// <summary>Records the table of runs of a source with all its columns, so that the page can sort and filter it.</summary>
/// <param name="source">The source.</param>
/// <param name="recorder">Asks and records.</param>
internal sealed class ReportTableRecorder(int source, ReportRecorder recorder)
{
    // What a filter may ask for and a line of the table does not say.
    private static readonly string[] _words = ["id", "project", "description", "created", "ended", "updated", "duration"];

    private static readonly string[] _statistics = ["last", "min", "max", "count"];

    /// <summary>The paths of all runs, in the order of the table, also of those that there was no room for.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>Records it.</summary>
    public async Task<ReportTable> RecordAsync()
    {
        var parts = new List<ReportTablePart>();
        foreach (var columns in (await ColumnsAsync().ConfigureAwait(false)).Chunk(QuestionLimits.Columns))
            await RecordAsync(columns, parts).ConfigureAwait(false);
        return new(parts);
    }

    private async Task<IReadOnlyList<string>> ColumnsAsync()
    {
        var known = await recorder.RecordAsync(source, "columns", DashboardJson.Default.ColumnListAnswer).ConfigureAwait(false);
        string[] all =
        [
            .. _words,
            .. known?.Parameters.Select(name => $"params.{name}") ?? [],
            .. known?.Fields.SelectMany(field => _statistics.Select(what => $"metrics.{field}.{what}")) ?? [],
        ];
        recorder.Notes.Columns += Math.Max(0, all.Length - ReportOptions.Columns);
        return [.. all.Take(ReportOptions.Columns)];
    }

    private async Task RecordAsync(string[] columns, List<ReportTablePart> parts)
    {
        var isFirst = Paths.Count == 0;
        RunListAnswer? page = null;
        do
        {
            var fields = new List<(string, string)> { ("first", QuestionLimits.Runs.ToString(CultureInfo.InvariantCulture)) };
            if (page?.Next is { } after)
                fields.Add(("after", after));
            fields.AddRange(columns.Select(column => ("column", column)));
            if (await recorder.AskAsync(source, "runs", fields).ConfigureAwait(false) is not { } body)
                return;
            page = JsonSerializer.Deserialize(body.Span, DashboardJson.Default.RunListAnswer)!;
            if (isFirst)
                Paths.AddRange(page.Runs.Select(run => run.Path));
            var key = $"{source} table {parts.Count}";
            if (await recorder.AddAsync(key, body).ConfigureAwait(false))
                parts.Add(new(columns, recorder.PlaceOf(key)));
            else if (isFirst)
                recorder.Notes.Runs += page.Runs.Count;
        }
        while (page.Next is not null);
    }
}
