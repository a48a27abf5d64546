using System.Security.Cryptography;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Diagnostics;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Settings;

namespace MlDash.Server.Guards;

/// <summary>
/// A repeat of a write with the same key gets the first answer and writes nothing; while the first still runs, it waits.
/// A run whose server died loses its lease and is done again; the batch token then keeps its points from being written twice. The same key with another body is
/// refused: answering it would lose that body in silence.
/// </summary>
internal sealed class Idempotency(StoreCollections stores, KeptAnswers answers, ServerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan _kept = TimeSpan.FromHours(24);
    private static readonly object _tokenItem = new();
    private static readonly object _begunItem = new();

    /// <summary>What tells a repeat of this request's batch, or null when it has no key.</summary>
    public static string? TokenOf(HttpContext context) => context.Items[_tokenItem] as string;

    /// <summary>Whether a server died over this very request, so that some or all of it may be done already.</summary>
    public static bool WasBegun(HttpContext context) => context.Items.ContainsKey(_begunItem);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var key = context.Request.Headers[WireHeaders.IdempotencyKey].ToString();
        if (key.Length == 0 || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }
        var id = IdOf(Caller.Of(context), key);
        context.Items[_tokenItem] = id;
        RequestFingerprint.Want(context);
        var runner = Guid.NewGuid().ToString("N");
        var (answered, wasBegun) = await TakeOrWaitAsync(id, KeptAnswers.TargetOf(context), runner, context.RequestAborted);
        if (wasBegun)
            context.Items[_begunItem] = true;
        if (answered is not null)
        {
            if (answered.Fingerprint is { } known && await RequestFingerprint.ReadAsync(context, settings) != known)
                throw Reused("with another body");
            await KeptAnswers.ReplayAsync(context, answered);
        }
        else
            await RunAsync(context, next, id, runner);
    }

    /// <summary>
    /// Does one write of a request that holds several, each with a key of its own. It is the very write that a request of its own under the same key would be:
    /// either may be the repeat of the other.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="write">The write.</param>
    /// <param name="run">Does it, and is given what tells a repeat of its batch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<KeptAnswers.Given> OnceAsync(
        Caller caller, KeyedWrite write, Func<string, Task<KeptAnswers.Given>> run, CancellationToken cancellationToken)
    {
        var id = IdOf(caller, write.Key);
        var runner = Guid.NewGuid().ToString("N");
        if ((await TakeOrWaitAsync(id, write.Target, runner, cancellationToken)).Answered is { } answered)
        {
            return answered.Fingerprint is { } known && known != write.Fingerprint ? throw Reused("with another body")
                : new KeptAnswers.Given(answered.Status, answered.ContentType, Encoding.UTF8.GetBytes(answered.Body ?? ""));
        }
        CrashPoint.Pass("part.taken");
        KeptAnswers.Given answer;
        try
        {
            answer = await RenewedAsync(id, runner, () => run(id));
        }
        catch
        {
            await answers.ForgetAsync(id, runner);
            throw;
        }
        await answers.KeepAsync(id, runner, answer, write.Fingerprint);
        CrashPoint.Pass("part.kept");
        return answer;
    }

    /// <summary>Forgets answers older than a day.</summary>
    public Task ForgetOldAsync(CancellationToken cancellationToken) => stores.KeptAnswers.DeleteBelowAsync(KeptSince(clock.GetUtcNow()), cancellationToken);

    /// <summary>Repeats of what came after this time are recognised: answers are kept as long, and so are the tokens of batches whose items are gone.</summary>
    public static string KeptSince(DateTimeOffset now) => IsoTime.Format(now - _kept);

    private static string IdOf(Caller caller, string key) => key.Length > WireLimits.KeyCharacters
        ? throw ApiException.Malformed($"An idempotency key has at most {WireLimits.KeyCharacters} characters.")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{OwnerOf(caller)}\n{key}")));

    // An answer that was given to one token is not given to another one that is good for less.
    private static string OwnerOf(Caller caller) => caller.Scope.IsNarrow ? $"{caller.Username}\n{caller.Scope}" : caller.Username;

    // No answer: this request runs, after one whose server died if it was begun. Otherwise the answer of the one that ran.
    private async Task<(KeptAnswer? Answered, bool WasBegun)> TakeOrWaitAsync(string id, string target, string runner, CancellationToken cancel)
    {
        var giveUp = answers.GiveUpAt();
        while (true)
        {
            var now = clock.GetUtcNow();
            var mine = answers.Running(id, target, runner);
            var found = await stores.KeptAnswers.GetAsync(id, cancel);
            if (found is null && await stores.KeptAnswers.InsertAsync(mine, cancel))
                return (null, false);
            if (found is null)
                continue;
            if (IsStale(found, now))
            {
                if (await stores.KeptAnswers.ChangeAsync(id, a => IsStale(a, now) ? mine : null, cancel) is null)
                    continue;
                return (null, found.Status == 0 && found.Target == target);
            }
            if (found.Target != target)
                throw Reused("for another request");
            if (found.Status != 0)
                return (found, false);
            await answers.WaitAsync(giveUp, cancel);
        }
    }

    private static bool IsStale(KeptAnswer answer, DateTimeOffset now) =>
        string.CompareOrdinal(answer.CreatedAt, KeptSince(now)) < 0
        || (answer.Status == 0 && string.CompareOrdinal(answer.LeaseUntil, IsoTime.Format(now)) < 0);

    private static ApiException Reused(string how) => new(StatusCodes.Status422UnprocessableEntity, WireErrors.KeyReused,
        $"This {WireHeaders.IdempotencyKey} was used {how}. This request was not stored. Use a new key for each request.");

    private async Task RunAsync(HttpContext context, RequestDelegate next, string id, string runner)
    {
        var real = context.Response.Body;
        var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            CrashPoint.Pass("key.taken");
            await RenewedAsync(id, runner, async () =>
            {
                await next(context);
                return true;
            });
        }
        catch
        {
            // The error body is written further out; a repeat runs again.
            context.Response.Body = real;
            await answers.ForgetAsync(id, runner);
            throw;
        }
        // From here on the request is done, whatever happens to its key: without the answer a repeat runs again and finds what this one wrote.
        await answers.KeepAsync(context, id, runner, answer);
        CrashPoint.Pass("key.kept");
        context.Response.Body = real;
        answer.Position = 0;
        await answer.CopyToAsync(real, context.RequestAborted);
    }

    /// <summary>Runs something while its entry shows that it runs.</summary>
    private async Task<T> RenewedAsync<T>(string id, string runner, Func<Task<T>> run)
    {
        using var done = new CancellationTokenSource();
        var renewing = answers.RenewAsync(id, runner, done.Token);
        try
        {
            return await run();
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }
}

/// <summary>A write with a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Target">What a request for this write alone is kept for, see <see cref="KeptAnswers.TargetOf(HttpContext)"/>.</param>
/// <param name="Fingerprint">Of its body, see <see cref="RequestFingerprint"/>.</param>
internal sealed record KeyedWrite(string Key, string Target, string Fingerprint);
