using System.Security.Cryptography;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Identity;
using MlDash.Server.Stores;

namespace MlDash.Server.Hosting;

/// <summary>The first answer to a write with an <c>Idempotency-Key</c>. While it runs, <c>Status</c> is 0 and the lease is renewed.</summary>
internal sealed record IdempotencyDocument(
    string Id, string Target, string Runner, string LeaseUntil, int Status, string? ContentType, string? Body, string CreatedAt)
{
    /// <summary>What tells the body of the request from another; null when it had none.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>
/// A repeat of a write with the same key gets the first answer and writes nothing; while the first still runs, it waits.
/// A run whose server died loses its lease and is done again; the batch token then keeps its points from being written twice. The same key with another body is
/// refused: answering it would lose that body in silence.
/// </summary>
internal sealed partial class Idempotency(StoreCollections stores, ServerSettings settings, TimeProvider clock, ILogger<Idempotency> logger)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan _kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly object _tokenItem = new();
    private static readonly object _begunItem = new();

    /// <summary>What tells a repeat of this request's batch, or null when it has no key.</summary>
    public static string? TokenOf(HttpContext context) => context.Items[_tokenItem] as string;

    /// <summary>Whether a server died over this very request, so that some or all of it may be done already.</summary>
    public static bool WasBegun(HttpContext context) => context.Items.ContainsKey(_begunItem);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }
        if (key.Length > LongestKey)
            throw ApiException.Malformed($"{Header} has at most {LongestKey} characters.");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Caller.Of(context).Username}\n{key}")));
        context.Items[_tokenItem] = id;
        var target = $"{context.Request.Method} {context.Request.Path}";
        var runner = Guid.NewGuid().ToString("N");
        if (await TakeOrWaitAsync(context, id, target, runner) is { } answered)
        {
            if (answered.Fingerprint is { } known && await RequestFingerprint.ReadAsync(context, settings) != known)
                throw Reused("with another body");
            await ReplayAsync(context, answered);
        }
        else
            await RunAsync(context, next, id, runner);
    }

    /// <summary>Forgets answers older than a day.</summary>
    public Task ForgetOldAsync(CancellationToken cancel) => stores.Answers.DeleteBelowAsync(KeptSince(clock.GetUtcNow()), cancel);

    /// <summary>Repeats of what came after this time are told: answers are kept as long, and so are the tokens of batches whose items are gone.</summary>
    public static string KeptSince(DateTimeOffset now) => UtcText.Of(now - _kept);

    // Null: this request runs. Otherwise the answer of the one that ran.
    private async Task<IdempotencyDocument?> TakeOrWaitAsync(HttpContext context, string id, string target, string runner)
    {
        var cancel = context.RequestAborted;
        var giveUp = clock.GetUtcNow() + _longestWait;
        while (true)
        {
            var now = clock.GetUtcNow();
            var mine = new IdempotencyDocument(id, target, runner, UtcText.Of(now + settings.KeyLease), 0, null, null, UtcText.Of(now));
            var found = await stores.Answers.GetAsync(id, cancel);
            if (found is null && await stores.Answers.InsertAsync(mine, cancel))
                return null;
            if (found is null)
                continue;
            if (IsStale(found, now))
            {
                if (await stores.Answers.ChangeAsync(id, a => IsStale(a, now) ? mine : null, cancel) is null)
                    continue;
                if (found.Status == 0 && found.Target == target)
                    context.Items[_begunItem] = true;
                return null;
            }
            if (found.Target != target)
                throw Reused("for another request");
            if (found.Status != 0)
                return found;
            if (now > giveUp)
                throw new ApiException(StatusCodes.Status503ServiceUnavailable, "still_running", "The first request with this key still runs.") { RetryAfter = 5 };
            await Task.Delay(_look, cancel);
        }
    }

    private static bool IsStale(IdempotencyDocument answer, DateTimeOffset now) =>
        string.CompareOrdinal(answer.CreatedAt, KeptSince(now)) < 0
        || (answer.Status == 0 && string.CompareOrdinal(answer.LeaseUntil, UtcText.Of(now)) < 0);

    private static ApiException Reused(string how) => new(StatusCodes.Status422UnprocessableEntity, "key_reused",
        $"This {Header} was used {how}. Nothing of this request was kept. Use a new key for each request.");

    private async Task RunAsync(HttpContext context, RequestDelegate next, string id, string runner)
    {
        var real = context.Response.Body;
        var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            using var done = new CancellationTokenSource();
            CrashPoint.Pass("key.taken");
            var renewing = RenewAsync(id, runner, done.Token);
            try
            {
                await next(context);
            }
            finally
            {
                await done.CancelAsync();
                await renewing;
            }
        }
        catch
        {
            // The error body is written further out; a repeat runs again.
            context.Response.Body = real;
            await TryAsync(() => ForgetAsync(id, runner), id);
            throw;
        }
        // From here on the request is done, whatever becomes of its key: without the answer a repeat runs again and finds what this one wrote.
        await TryAsync(() => KeepAsync(context, id, runner, answer), id);
        CrashPoint.Pass("key.kept");
        context.Response.Body = real;
        answer.Position = 0;
        await answer.CopyToAsync(real, context.RequestAborted);
    }

    private async Task TryAsync(Func<Task> work, string id)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // The request is done or refused already; a full disk or a store that is away now must not turn that into its opposite.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotKept(e, id);
        }
    }

    // Only what would come out the same again is kept: not a failure of the server, not a limit, not a missing right.
    private async Task KeepAsync(HttpContext context, string id, string runner, MemoryStream answer)
    {
        var response = context.Response;
        if (response.StatusCode is < 200 or >= 300 || answer.Length > LargestAnswer)
        {
            await ForgetAsync(id, runner);
            return;
        }
        var body = Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
        await stores.Answers.ChangeAsync(id,
            a => a.Runner == runner
                ? a with { Status = response.StatusCode, ContentType = response.ContentType, Body = body, Fingerprint = RequestFingerprint.Of(context) }
                : null, CancellationToken.None);
    }

    private async Task ForgetAsync(string id, string runner)
    {
        if (await stores.Answers.GetAsync(id, CancellationToken.None) is { } found && found.Runner == runner)
            await stores.Answers.DeleteAsync(id, CancellationToken.None);
    }

    private async Task RenewAsync(string id, string runner, CancellationToken done)
    {
        using var timer = new PeriodicTimer(settings.KeyLease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
                await TryAsync(() => stores.Answers.ChangeAsync(id, a => Renewed(a, runner), CancellationToken.None), id);
        }
        catch (OperationCanceledException)
        {
            // The request is done.
        }
    }

    private IdempotencyDocument? Renewed(IdempotencyDocument answer, string runner) =>
        answer.Runner == runner ? answer with { LeaseUntil = UtcText.Of(clock.GetUtcNow() + settings.KeyLease) } : null;

    private static async Task ReplayAsync(HttpContext context, IdempotencyDocument answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await context.Response.WriteAsync(answer.Body ?? "", context.RequestAborted);
    }

    [LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "What is known of the key {Key} could not be written")]
    private partial void LogNotKept(Exception reason, string key);
}
