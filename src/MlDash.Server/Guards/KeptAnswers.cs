using System.Text;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Settings;

namespace MlDash.Server.Guards;

/// <summary>
/// Answers in the metadata store, so that several servers share them. Nothing here fails the request whose answer it is: that is done or refused already,
/// and a full disk or an unreachable store must not turn it into its opposite.
/// </summary>
internal sealed partial class KeptAnswers(StoreCollections stores, ServerSettings settings, TimeProvider clock, ILogger<KeptAnswers> logger)
{
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>What a request is kept for: a repeat goes to the same place.</summary>
    public static string TargetOf(HttpContext context) => TargetOf(context.Request.Method, context.Request.Path);

    /// <summary>The same of a method and a path.</summary>
    public static string TargetOf(string method, string? path) => $"{method} {path}";

    /// <summary>Sends an answer that was kept.</summary>
    public static async Task ReplayAsync(HttpContext context, KeptAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers[WireHeaders.IdempotencyReplayed] = "true";
        await context.Response.WriteAsync(answer.Body ?? "", context.RequestAborted);
    }

    /// <summary>When a repeat that waits for a first request which still runs gives up.</summary>
    public DateTimeOffset GiveUpAt() => clock.GetUtcNow() + _longestWait;

    /// <summary>Waits a moment for the first request.</summary>
    /// <exception cref="ApiException">503: it still runs at <paramref name="giveUp"/>.</exception>
    public async Task WaitAsync(DateTimeOffset giveUp, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() > giveUp)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, WireErrors.StillRunning,
                "The first request with this key is still running. Send it again later.")
            { RetryAfter = 5 };
        }
        // The first request, here or in another server, runs by the time of the machine.
        await Task.Delay(_look, TimeProvider.System, cancellationToken);
    }

    /// <summary>The entry of a request that runs.</summary>
    public KeptAnswer Running(string id, string target, string runner)
    {
        var now = clock.GetUtcNow();
        return new KeptAnswer(id, target, runner, IsoTime.Format(now + settings.KeyLease), 0, null, null, IsoTime.Format(now));
    }

    /// <summary>Keeps the answer to a request, if it would come out the same again: not a failure of the server, not a limit, not a missing right.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">The entry.</param>
    /// <param name="runner">Who put it there; that of another one is not changed.</param>
    /// <param name="answer">The body of the answer.</param>
    /// <param name="span">How long its lease is from now on; null leaves it.</param>
    public Task KeepAsync(HttpContext context, string id, string runner, MemoryStream answer, TimeSpan? span = null) => KeepAsync(
        id, runner, new Given(context.Response.StatusCode, context.Response.ContentType, answer.GetBuffer().AsMemory(0, (int)answer.Length)),
        RequestFingerprint.Of(context), span);

    /// <summary>Keeps an answer, as for a whole request.</summary>
    public Task KeepAsync(string id, string runner, Given answer, string? fingerprint, TimeSpan? span = null) => TryAsync(async () =>
    {
        if (answer.Status is < 200 or >= 300 || answer.Body.Length > LargestAnswer)
        {
            await DropAsync(id, runner);
            return;
        }
        var body = Encoding.UTF8.GetString(answer.Body.Span);
        await stores.KeptAnswers.ChangeAsync(id, a => a.Runner != runner ? null : a with
        {
            Status = answer.Status,
            ContentType = answer.ContentType,
            Body = body,
            Fingerprint = fingerprint,
            LeaseUntil = span is null ? a.LeaseUntil : IsoTime.Format(clock.GetUtcNow() + span.Value),
        }, CancellationToken.None);
    }, id);

    /// <summary>Removes an entry, unless somebody else has put it there.</summary>
    public Task ForgetAsync(string id, string runner) => TryAsync(() => DropAsync(id, runner), id);

    /// <summary>Shows that a request runs, until it is done.</summary>
    public async Task RenewAsync(string id, string runner, CancellationToken done)
    {
        using var timer = new PeriodicTimer(settings.KeyLease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
                await TryAsync(() => stores.KeptAnswers.ChangeAsync(id, a => Renewed(a, runner), CancellationToken.None), id);
        }
        catch (OperationCanceledException)
        {
            // The request is done.
        }
    }

    /// <summary>Does what may fail without harm to the request.</summary>
    public async Task TryAsync(Func<Task> work, string id)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // As the class says: the request is done or refused already.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotKept(e, id);
        }
    }

    /// <summary>An answer that was given.</summary>
    public readonly record struct Given(int Status, string? ContentType, ReadOnlyMemory<byte> Body);

    private KeptAnswer? Renewed(KeptAnswer answer, string runner) =>
        answer.Runner == runner ? answer with { LeaseUntil = IsoTime.Format(clock.GetUtcNow() + settings.KeyLease) } : null;

    private async Task DropAsync(string id, string runner)
    {
        if (await stores.KeptAnswers.GetAsync(id, CancellationToken.None) is { } found && found.Runner == runner)
            await stores.KeptAnswers.DeleteAsync(id, CancellationToken.None);
    }

    [LoggerMessage(Level = LogSeverity.Warning, Message = "The state of the key {Key} could not be written")]
    private partial void LogNotKept(Exception reason, string key);
}
