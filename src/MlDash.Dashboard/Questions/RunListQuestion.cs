using System.Globalization;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;

namespace MlDash.Dashboard.Questions;

/// <summary>A page of the table of runs.</summary>
/// <param name="Sort">The column that they are ordered by; null: the one started last comes first.</param>
/// <param name="Descending">Whether large values come first.</param>
/// <param name="First">The most runs of the page.</param>
/// <param name="After">The end of the page before; null begins with the first run.</param>
/// <param name="Columns">The columns to answer, as <see cref="RunColumn"/> takes them.</param>
/// <param name="Folder">The folder that the runs lie below; null: all runs.</param>
/// <param name="Filter">Which runs, as <see cref="RunFilter"/> takes it; null or empty: all.</param>
public sealed record RunListQuestion(
    string? Sort, bool Descending, int First, string? After, IReadOnlyList<string> Columns, ExperimentPath? Folder = null, string? Filter = null)
{
    /// <summary>Asks it.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalRunColumn</c>, <c>IllegalCursor</c>, <c>IllegalFilter</c>.</exception>
    public async Task<RunListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        RunColumn[] columns = [.. Columns.Take(QuestionLimits.Columns).Select(RunColumn.Parse)];
        var query = new RunTableQuery
        {
            Sort = Sort is null ? null : RunColumn.Parse(Sort),
            Descending = Descending,
            First = Math.Clamp(First, 1, QuestionLimits.Runs),
            After = After,
            Under = Folder,
            Where = string.IsNullOrWhiteSpace(Filter) ? null : RunFilter.Parse(Filter, source.Clock).Holds,
        };
        var page = await source.Runs.ReadAsync(query, cancellationToken).ConfigureAwait(false);
        return new(
            [.. page.Runs.Select(run => Line(run, columns))], page.Total, page.HasMore ? page.EndCursor : null, page.Version, source.Runs.Warnings);
    }

    private static RunLine Line(RunFacts run, RunColumn[] columns) => new(
        run.Experiment.Path.Value, run.Experiment.Name, run.Experiment.Status.ToString().ToLowerInvariant(),
        Times.Milliseconds(run.Experiment.StartedAt), Times.Milliseconds(run.Experiment.EndedAt), run.Experiment.Tags,
        [.. columns.Select(column => Shown(column.Of(run)))]);

    // A number that JSON has no text for, and a time, are shown as texts.
    private static object? Shown(object? value) => value switch
    {
        null or string or bool or int or long => value,
        double number when double.IsFinite(number) => number,
        DateTimeOffset time => Times.Milliseconds(time),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}

/// <summary>A page of the table of runs.</summary>
/// <param name="Runs">The runs, in the order asked for.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">What asks for the next page; null on the last one.</param>
/// <param name="Version">The same as long as nothing in the table has changed.</param>
/// <param name="Warnings">What could not be read.</param>
public sealed record RunListAnswer(IReadOnlyList<RunLine> Runs, int Total, string? Next, long Version, IReadOnlyList<string> Warnings);

/// <summary>A run in the table.</summary>
/// <param name="Path">Its path, which addresses it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">How far it is, in small letters.</param>
/// <param name="StartedAt">The latest start, in milliseconds since 1970 (UTC).</param>
/// <param name="EndedAt">The latest end, in milliseconds since 1970 (UTC).</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Values">The values of the columns: numbers, texts, flags, null where it has none; times in milliseconds.</param>
public sealed record RunLine(
    string Path, string Name, string Status, long? StartedAt, long? EndedAt, IReadOnlyList<string> Tags, IReadOnlyList<object?> Values);
