using MlDash.Dashboard.Questions;

namespace MlDash.Dashboard.Routing;

/// <summary>
/// Turns a request into an answer: the files of the page, the questions that it asks below <c>/q/</c>, and the changes that it makes there. It does not
/// depend on a server. It holds nothing, so one may be made for each request.
/// </summary>
public sealed class DashboardRouter
{
    /// <summary>What the path of a question begins with.</summary>
    public const string Questions = "/q/";

    private const string Sources = "sources";

    private readonly IReadOnlyList<DashboardSource> _sources;
    private readonly DashboardHost _host;

    /// <param name="sources">What is shown to the user.</param>
    /// <param name="host">What shows it, and what the user may do.</param>
    public DashboardRouter(IReadOnlyList<DashboardSource> sources, DashboardHost host) => (_sources, _host) = (sources, host);

    /// <summary>Whether a path is that of a file of the page.</summary>
    public static bool HasFile(string path) => PageFiles.Find(path.TrimStart('/')) is not null;

    private static string Version { get; } = typeof(DashboardRouter).Assembly.GetName().Version!.ToString(3);

    /// <summary>Answers a request. What is wrong with it is an answer too.</summary>
    public async Task<DashboardAnswer> AnswerAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        var name = request.Path.StartsWith(Questions, StringComparison.Ordinal) ? request.Path[Questions.Length..] : null;
        if (request.Method == "POST" && name is not null)
            return await ChangeAsync(name, request, cancellationToken).ConfigureAwait(false);
        if (request.Method is not ("GET" or "HEAD"))
            return NotAllowed();
        var answer = name is null ? Page(request.Path) : await AskAsync(name, request, cancellationToken).ConfigureAwait(false);
        if (answer.ETag is null || answer.ETag != request.IfNoneMatch)
            return answer;
        if (answer.Stream is { } stream)
            await stream.DisposeAsync().ConfigureAwait(false);
        return DashboardAnswer.Unchanged(answer.ETag, answer.IsRecorded);
    }

    // Every path that is no file is a place inside the page, which its own script reads.
    private DashboardAnswer Page(string path)
    {
        // Also where the page says in the query what is open, somebody may type a path, as it is on a server.
        var name = path.TrimStart('/');
        var at = _host.Base ?? (name.Length == 0 ? null : "/");
        var file = PageFiles.Find(name) ?? (at is null ? PageFiles.Index : PageFiles.IndexAt(at));
        return new() { Status = 200, ContentType = file.ContentType, Body = file.Bytes, ETag = file.ETag };
    }

    private static DashboardAnswer NotAllowed() => DashboardAnswer.Refused(405, "Only GET is answered here.", "", "MethodNotAllowed");

    private static DashboardAnswer SignInRequired() => DashboardAnswer.Refused(401, "Nobody is signed in.", "Sign in.", "SignInRequired");

    private async Task<DashboardAnswer> AskAsync(string name, DashboardRequest request, CancellationToken cancellationToken)
    {
        if (name == Sources)
            return DashboardAnswer.Of(Described(), DashboardJson.Default.SourcesAnswer);
        if (_host.IsSignedOut)
            return SignInRequired();
        if (QuestionTable.Find(name) is not { } ask)
            return DashboardAnswer.Refused(404, "There is no such question.", "Reload the page.", "QuestionUnknown");
        return await OfSourceAsync(request, (source, query) => ask(source, query, request, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<DashboardAnswer> ChangeAsync(string name, DashboardRequest request, CancellationToken cancellationToken)
    {
        if (_host.IsSignedOut)
            return SignInRequired();
        if (ChangeTable.Find(name) is not { } make)
            return NotAllowed();
        if (ChangeTable.Refusal(_host, request) is { } refusal)
            return refusal;
        if (await ChangeTable.BodyAsync(request, cancellationToken).ConfigureAwait(false) is not { } body)
            return DashboardAnswer.Refused(413, "The change is larger than 1 MB.", "Save a large file with Save-MlDashFile.", "BodyTooLarge");
        return await OfSourceAsync(request, (source, _) => make(source, body, cancellationToken)).ConfigureAwait(false);
    }

    private SourcesAnswer Described() =>
        new([.. _sources.Select(source => source.Title)], Version, _host.Kind, _host.User, _host.IsWritable, _host.SignIn, _host.Csrf);

    private async Task<DashboardAnswer> OfSourceAsync(DashboardRequest request, Func<DashboardSource, QueryFields, Task<DashboardAnswer>> answer)
    {
        try
        {
            var query = new QueryFields(request.Query);
            var at = query.Whole("source") ?? 0;
            return at >= 0 && at < _sources.Count ? await answer(_sources[(int)at], query).ConfigureAwait(false)
                : DashboardAnswer.Refused(404, "There is no such source.", "Reload the page.", "SourceUnknown");
        }
        catch (MlDashException fault)
        {
            return DashboardAnswer.Refused(StatusOf(fault), fault.Message, fault.RecommendedAction, fault.ErrorId);
        }
#pragma warning disable CA1031 // Whatever it is, the page says it. A server says it in its log: what fails there is not for all of its users to know.
        catch (Exception fault) when (fault is not OperationCanceledException && _host.Kind != DashboardHost.Server)
#pragma warning restore CA1031
        {
            return DashboardAnswer.Refused(500, $"The question could not be answered: {fault.Message}", "Reload the page.", "QuestionFailed");
        }
    }

    private static int StatusOf(MlDashException fault) => fault.Category switch
    {
        FaultCategory.ObjectNotFound => 404,
        FaultCategory.InvalidArgument => 400,
        FaultCategory.PermissionDenied => 403,
        // A server that is looked at does not allow it.
        FaultCategory.AuthenticationError when fault.ServerStatus == 403 => 403,
        FaultCategory.InvalidOperation or FaultCategory.ResourceExists => 409,
        _ => 502,
    };
}
