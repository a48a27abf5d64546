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
        if (key.Length > WireLimits.KeyCharacters)
            throw ApiException.Malformed($"{WireHeaders.IdempotencyKey} has at most {WireLimits.KeyCharacters} characters.");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Caller.Of(context).Username}\n{key}")));
        context.Items[_tokenItem] = id;
        RequestFingerprint.Want(context);
        var runner = Guid.NewGuid().ToString("N");
        if (await TakeOrWaitAsync(context, id, KeptAnswers.TargetOf(context), runner) is { } answered)
        {
            if (answered.Fingerprint is { } known && await RequestFingerprint.ReadAsync(context, settings) != known)
                throw Reused("with another body");
            await KeptAnswers.ReplayAsync(context, answered);
        }
        else
            await RunAsync(context, next, id, runner);
    }

    /// <summary>Forgets answers older than a day.</summary>
    public Task ForgetOldAsync(CancellationToken cancellationToken) => stores.KeptAnswers.DeleteBelowAsync(KeptSince(clock.GetUtcNow()), cancellationToken);

    /// <summary>Repeats of what came after this time are recognised: answers are kept as long, and so are the tokens of batches whose items are gone.</summary>
    public static string KeptSince(DateTimeOffset now) => IsoTime.Format(now - _kept);

    // Null: this request runs. Otherwise the answer of the one that ran.
    private async Task<KeptAnswer?> TakeOrWaitAsync(HttpContext context, string id, string target, string runner)
    {
        var cancel = context.RequestAborted;
        var giveUp = answers.GiveUpAt();
        while (true)
        {
            var now = clock.GetUtcNow();
            var mine = answers.Running(id, target, runner);
            var found = await stores.KeptAnswers.GetAsync(id, cancel);
            if (found is null && await stores.KeptAnswers.InsertAsync(mine, cancel))
                return null;
            if (found is null)
                continue;
            if (IsStale(found, now))
            {
                if (await stores.KeptAnswers.ChangeAsync(id, a => IsStale(a, now) ? mine : null, cancel) is null)
                    continue;
                if (found.Status == 0 && found.Target == target)
                    context.Items[_begunItem] = true;
                return null;
            }
            if (found.Target != target)
                throw Reused("for another request");
            if (found.Status != 0)
                return found;
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
            using var done = new CancellationTokenSource();
            CrashPoint.Pass("key.taken");
            var renewing = answers.RenewAsync(id, runner, done.Token);
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
}
