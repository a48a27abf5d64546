using System.Security.Cryptography;
using System.Text;
using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Identity;
using MlDash.Server.Settings;

namespace MlDash.Server.Guards;

/// <summary>Marks a call that appends a batch, which a client without keys sends again when it got no answer.</summary>
internal sealed class BatchTarget;

/// <summary>
/// A batch without an <c>Idempotency-Key</c> whose client was gone before its answer is remembered for a while, by user, target and body: an equal batch in
/// that time gets the answer and is not written. An answer that could be sent, at first or to a repeat, is not remembered, so that equal points that are meant
/// are all kept.
/// </summary>
internal sealed class LostAnswers(StoreCollections stores, KeptAnswers answers, ServerSettings settings, TimeProvider clock)
{
    private static readonly object _item = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (settings.DedupeWindow == TimeSpan.Zero || Idempotency.TokenOf(context) is not null
            || context.GetEndpoint()?.Metadata.GetMetadata<BatchTarget>() is null)
        {
            await next(context);
            return;
        }
        using var batch = new WatchedBatch(context.RequestAborted);
        context.Items[_item] = batch;
        RequestFingerprint.Want(context);
        var real = context.Response.Body;
        var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        catch
        {
            await batch.EndAsync();
            if (batch.IsBegun)
                await answers.ForgetAsync(batch.Id, batch.Runner);
            throw;
        }
        finally
        {
            context.Response.Body = real;
            context.RequestAborted = batch.Gone;
        }
        await batch.EndAsync();
        await DeliverAsync(context, batch, answer);
    }

    /// <summary>
    /// Called when the body was read and is about to be written. From here on the request continues when its client goes: of a write that is cut off nobody
    /// knows whether it happened.
    /// </summary>
    /// <returns>The answer to an equal batch whose client did not get it, to be sent in place of writing; otherwise null.</returns>
    public async Task<LostAnswer?> BeginAsync(HttpContext context)
    {
        if (context.Items[_item] is not WatchedBatch batch)
            return null;
        var target = KeptAnswers.TargetOf(context);
        // No key holds a line end, so that this is no id of a request with a key.
        var name = $"{Caller.Of(context).Username}\n{target}\n{RequestFingerprint.Of(context)}";
        batch.Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var giveUp = answers.GiveUpAt();
        while (await stores.KeptAnswers.GetAsync(batch.Id, batch.Gone) is { } found && !IsOver(found))
        {
            if (found.Status != 0)
            {
                batch.Replayed = found;
                return new LostAnswer(found);
            }
            await answers.WaitAsync(giveUp, batch.Gone);
        }
        batch.Begin(() => HoldAsync(answers.Running(batch.Id, target, batch.Runner), batch.Done));
        context.RequestAborted = CancellationToken.None;
        return null;
    }

    private bool IsOver(KeptAnswer answer) => string.CompareOrdinal(answer.LeaseUntil, IsoTime.Format(clock.GetUtcNow())) < 0;

    // Its client is gone while the batch is being written: an equal one that comes now waits.
    private async Task HoldAsync(KeptAnswer running, CancellationToken done)
    {
        await PutAsync(running);
        await answers.RenewAsync(running.Id, running.Runner, done);
    }

    private Task PutAsync(KeptAnswer running) => answers.TryAsync(async () =>
    {
        if (!await stores.KeptAnswers.InsertAsync(running, CancellationToken.None))
            await stores.KeptAnswers.ChangeAsync(running.Id, a => IsOver(a) ? running : null, CancellationToken.None);
    }, running.Id);

    private async Task DeliverAsync(HttpContext context, WatchedBatch batch, MemoryStream answer)
    {
        try
        {
            batch.Gone.ThrowIfCancellationRequested();
            answer.Position = 0;
            await answer.CopyToAsync(context.Response.Body, batch.Gone);
        }
        catch
        {
            if (batch.IsBegun)
            {
                await PutAsync(answers.Running(batch.Id, KeptAnswers.TargetOf(context), batch.Runner));
                await answers.KeepAsync(context, batch.Id, batch.Runner, answer, settings.DedupeWindow);
            }
            throw;
        }
        if (batch.Replayed is { } replayed)
            await answers.ForgetAsync(replayed.Id, replayed.Runner);
    }

    /// <summary>One request that is watched.</summary>
    private sealed class WatchedBatch(CancellationToken gone) : IDisposable
    {
        private readonly CancellationTokenSource _done = new();
        private CancellationTokenRegistration _whenGone;
        private Task? _held;

        public CancellationToken Gone => gone;

        public CancellationToken Done => _done.Token;

        public string Id { get; set; } = "";

        public string Runner { get; } = Guid.NewGuid().ToString("N");

        public bool IsBegun { get; private set; }

        public KeptAnswer? Replayed { get; set; }

        public void Begin(Func<Task> hold)
        {
            IsBegun = true;
            // Not on the thread that noticed: it belongs to the connections.
            _whenGone = gone.Register(() => _held = Task.Run(hold));
        }

        public async Task EndAsync()
        {
            await _whenGone.DisposeAsync();
            await _done.CancelAsync();
            if (_held is not null)
                await _held;
        }

        public void Dispose() => _done.Dispose();
    }
}

/// <summary>An answer whose first receiver was gone.</summary>
internal sealed class LostAnswer(KeptAnswer answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => KeptAnswers.ReplayAsync(httpContext, answer);
}
