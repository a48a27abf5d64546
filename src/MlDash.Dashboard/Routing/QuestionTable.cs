using System.Text.Json.Serialization.Metadata;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Tables;
using MlDash.Series;

namespace MlDash.Dashboard.Routing;

/// <summary>The questions of the page by their names, and how each is read from a query.</summary>
internal static class QuestionTable
{
    private const int UsualPage = 100;

    private static readonly Dictionary<string, Ask> _questions = new(StringComparer.Ordinal)
    {
        ["changes"] = Asked(static (source, query, stop) => new ChangesQuestion(query.Paths(), query.Text("since")).AskAsync(source, stop),
            DashboardJson.Default.ChangesAnswer),
        ["columns"] = Asked(static (source, _, stop) => ColumnListQuestion.AskAsync(source, stop), DashboardJson.Default.ColumnListAnswer),
        ["files"] = Asked(static (source, query, stop) => new FileListQuestion(query.Path()).AskAsync(source, stop), DashboardJson.Default.FileListAnswer),
        ["folder"] = Asked(static (source, query, stop) => new FolderQuestion(query.Folder("path")).AskAsync(source, stop), DashboardJson.Default.FolderAnswer),
        ["logs"] = Asked(static (source, query, stop) => Logs(query).AskAsync(source, stop), DashboardJson.Default.LogAnswer),
        ["metrics"] = Asked(static (source, query, stop) => new MetricListQuestion(query.Path()).AskAsync(source, stop),
            DashboardJson.Default.MetricListAnswer),
        ["run"] = Asked(static (source, query, stop) => new RunDetailQuestion(query.Path()).AskAsync(source, stop), DashboardJson.Default.RunDetailAnswer),
        ["runs"] = Asked(static (source, query, stop) => Runs(query).AskAsync(source, stop), DashboardJson.Default.RunListAnswer),
        ["series"] = Asked(static (source, query, stop) => Series(query).AskAsync(source, stop), DashboardJson.Default.SeriesAnswer),
        ["track"] = Asked(static (source, query, stop) => Track(query).AskAsync(source, stop), DashboardJson.Default.TrackAnswer),
        ["tracks"] = Asked(static (source, query, stop) => new TrackListQuestion(query.Path()).AskAsync(source, stop),
            DashboardJson.Default.TrackListAnswer),
        ["file"] = FileAnswers.OfExperimentAsync,
        ["folderfile"] = FileAnswers.OfFolderAsync,
        ["thumbnail"] = ThumbnailAnswers.OfExperimentAsync,
        ["filetable"] = Asked(
            static async (source, query, stop) => await TableAnswers.OfAsync(
                await RecordedFile.OfExperimentAsync(source, query, stop).ConfigureAwait(false), TableAsked(source, query), stop).ConfigureAwait(false),
            DashboardJson.Default.FileTableAnswer),
        ["folderfiletable"] = Asked(
            static async (source, query, stop) => await TableAnswers.OfAsync(
                await RecordedFile.OfFolderAsync(source, query, stop).ConfigureAwait(false), TableAsked(source, query), stop).ConfigureAwait(false),
            DashboardJson.Default.FileTableAnswer),
    };

    /// <summary>Answers a question.</summary>
    public delegate Task<DashboardAnswer> Ask(DashboardSource source, QueryFields query, DashboardRequest request, CancellationToken cancellationToken);

    /// <summary>The question of a name; null when there is none.</summary>
    public static Ask? Find(string name) => _questions.GetValueOrDefault(name);

    private static Ask Asked<T>(Func<DashboardSource, QueryFields, CancellationToken, Task<T>> ask, JsonTypeInfo<T> type) =>
        async (source, query, _, stop) => DashboardAnswer.Of(await ask(source, query, stop).ConfigureAwait(false), type);

    private static TableAsked TableAsked(DashboardSource source, QueryFields query) => new(
        Math.Clamp(query.Count("first") ?? QuestionLimits.TableRows, 1, QuestionLimits.TableRows),
        QuestionLimits.TableColumns,
        query.Whole("skip") ?? 0,
        query.Text("filter"),
        QuestionLimits.TableRowsLookedAt,
        source.Clock);

    private static RunListQuestion Runs(QueryFields query) => new(
        query.Text("sort"), query.Text("order") == "desc", query.Count("first") ?? UsualPage, query.Text("after"),
        query.All("column"), query.Folder("folder"), query.Text("filter"));

    private static SeriesQuestion Series(QueryFields query) => new(query.Paths(), query.Required("metric"), new()
    {
        Fields = query.All("field"),
        X = query.Text("x") is { } x ? SeriesX.Of(x) : null,
        From = query.Number("from"),
        To = query.Number("to"),
        Buckets = query.Count("buckets") ?? SeriesQuery.UsualBuckets,
    });

    private static TrackQuestion Track(QueryFields query) => new(
        query.Path(), query.Required("topic"), new() { From = query.Number("from"), To = query.Number("to"), Columns = [.. query.All("column")] },
        query.Count("first") ?? QuestionLimits.TrackEntries, query.Text("even") == "true");

    private static LogQuestion Logs(QueryFields query) => new(
        query.Path(),
        new()
        {
            Levels = [.. query.All("level").Select(Level)],
            Search = query.Text("search"),
            Since = query.Time("since"),
            Until = query.Time("until"),
            Last = query.Count("last"),
        },
        query.Whole("from"));

    private static LogLevel Level(string word) => Enum.TryParse<LogLevel>(word, ignoreCase: true, out var level) ? level
        : throw new ConfigurationException("IllegalQueryField", $"'{word}' is no level of a log.") { Target = "level" };
}
