using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlDash.Dashboard.Questions;
using MlDash.Series;

namespace MlDash.Dashboard.Routing;

/// <summary>Turns a request into an answer: the files of the page, and the questions that it asks below <c>/q/</c>. It does not depend on a server.</summary>
public sealed class DashboardRouter
{
    /// <summary>What the path of a question begins with.</summary>
    internal const string Questions = "/q/";

    private const int UsualPage = 100;

    private static readonly Dictionary<string, Ask> _questions = new(StringComparer.Ordinal)
    {
        ["columns"] = async (source, _, stop) => Answer(
            await ColumnListQuestion.AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.ColumnListAnswer),
        ["runs"] = async (source, query, stop) => Answer(await Runs(query).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.RunListAnswer),
        ["run"] = async (source, query, stop) => Answer(
            await new RunDetailQuestion(query.Path()).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.RunDetailAnswer),
        ["metrics"] = async (source, query, stop) => Answer(
            await new MetricListQuestion(query.Path()).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.MetricListAnswer),
        ["series"] = async (source, query, stop) => Answer(
            await Series(query).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.SeriesAnswer),
        ["logs"] = async (source, query, stop) => Answer(await Logs(query).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.LogAnswer),
        ["files"] = async (source, query, stop) => Answer(
            await new FileListQuestion(query.Path()).AskAsync(source, stop).ConfigureAwait(false), DashboardJson.Default.FileListAnswer),
        ["file"] = FileAsync,
    };

    private readonly IReadOnlyList<DashboardSource> _sources;

    /// <param name="sources">What is shown, one at least.</param>
    public DashboardRouter(IReadOnlyList<DashboardSource> sources)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count);
        _sources = sources;
    }

    private static string Version { get; } = typeof(DashboardRouter).Assembly.GetName().Version!.ToString(3);

    private delegate Task<DashboardAnswer> Ask(DashboardSource source, QueryFields query, CancellationToken cancellationToken);

    /// <summary>Answers a request. What is wrong with it is an answer too.</summary>
    public async Task<DashboardAnswer> AnswerAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (request.Method is not ("GET" or "HEAD"))
            return Refusal(405, "Only GET is answered.", "", "MethodNotAllowed");
        var answer = request.Path.StartsWith(Questions, StringComparison.Ordinal)
            ? await AskAsync(request, cancellationToken).ConfigureAwait(false) : Page(request.Path);
        if (answer.ETag is null || answer.ETag != request.IfNoneMatch)
            return answer;
        if (answer.Stream is { } stream)
            await stream.DisposeAsync().ConfigureAwait(false);
        return new() { Status = 304, ETag = answer.ETag, IsRecorded = answer.IsRecorded };
    }

    // Every path that is no file is a place inside the page, which its own script reads.
    private static DashboardAnswer Page(string path)
    {
        var file = PageFiles.Find(path.TrimStart('/')) ?? PageFiles.Index;
        return new() { Status = 200, ContentType = file.ContentType, Body = file.Bytes, ETag = file.ETag };
    }

    private static RunListQuestion Runs(QueryFields query) => new(
        query.Text("sort"), query.Text("order") == "desc", query.Count("first") ?? UsualPage, query.Text("after"),
        query.All("column"), query.Text("filter"));

    private static SeriesQuestion Series(QueryFields query) => new(query.Path(), query.Required("metric"), new()
    {
        Fields = query.All("field"),
        X = query.Text("x") is { } x ? SeriesX.Of(x) : null,
        From = query.Number("from"),
        To = query.Number("to"),
        Buckets = query.Count("buckets") ?? SeriesQuery.UsualBuckets,
    });

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

    private static DashboardAnswer Answer<T>(T answer, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        return new() { Status = 200, ContentType = "application/json; charset=utf-8", Body = bytes, ETag = Tags.Of(bytes), IsRecorded = true };
    }

    private static DashboardAnswer Refusal(int status, string error, string action, string code) => new()
    {
        Status = status,
        ContentType = "application/json; charset=utf-8",
        Body = JsonSerializer.SerializeToUtf8Bytes(new ErrorAnswer(error, action, code), DashboardJson.Default.ErrorAnswer),
        IsRecorded = true,
    };

    private async Task<DashboardAnswer> AskAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        var (name, query) = (request.Path[Questions.Length..], new QueryFields(request.Query));
        if (name == "sources")
            return Answer(new SourcesAnswer([.. _sources.Select(source => source.Title)], Version), DashboardJson.Default.SourcesAnswer);
        if (!_questions.TryGetValue(name, out var ask))
            return Refusal(404, "There is no such question.", "Reload the page.", "QuestionUnknown");
        try
        {
            var at = query.Whole("source") ?? 0;
            return at >= 0 && at < _sources.Count ? await ask(_sources[(int)at], query, cancellationToken).ConfigureAwait(false)
                : Refusal(404, "There is no such source.", "Reload the page.", "SourceUnknown");
        }
        catch (MlDashException fault)
        {
            var status = fault.Category switch
            {
                FaultCategory.ObjectNotFound => 404,
                FaultCategory.InvalidArgument => 400,
                _ => 502,
            };
            return Refusal(status, fault.Message, fault.RecommendedAction, fault.ErrorId);
        }
#pragma warning disable CA1031 // Whatever it is, the page says it, and its other questions are answered.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Refusal(500, $"The question could not be answered: {fault.Message}", "Reload the page.", "QuestionFailed");
        }
    }

    private static async Task<DashboardAnswer> FileAsync(DashboardSource source, QueryFields query, CancellationToken cancellationToken)
    {
        var (path, name) = (query.Path(), query.Required("file"));
        var only = new FileQuery { Paths = [Text.Wildcard.ForPath(Text.Wildcard.Escape(name))] };
        await foreach (var file in source.Reader.FindFilesAsync(path, only, cancellationToken).ConfigureAwait(false))
        {
            if (file.Path != name)
                continue;
            var stream = await source.Reader.OpenFileAsync(file, cancellationToken).ConfigureAwait(false);
            var saves = query.Text("save") is not null;
            return new()
            {
                Status = 200,
                ContentType = saves ? RecordedType.Bytes : RecordedType.Shown(file.ContentType),
                Stream = stream,
                ETag = file.Checksum.Length > 0 ? $"\"{file.Checksum}\"" : null,
                FileName = saves ? file.Name : null,
                IsRecorded = true,
            };
        }

        throw Missing.File(path, name);
    }
}
