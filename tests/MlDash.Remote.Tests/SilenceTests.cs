using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Time.Testing;
using MlDash.Client;

namespace MlDash.Remote.Tests;

/// <summary>
/// A line that stands still is left after the silence it is allowed; one that moves, however slowly, is not. The tests turn the clock, so that a machine that
/// stands still for a moment is no silence.
/// </summary>
public sealed class SilenceTests
{
    private const int Pieces = 60;
    private const int PieceOfBody = 512 * 1024;

    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(10);

    // All pieces together outlast the silence, and half of them may be on their way, or held back by sockets, before one of them is seen.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("download")]
    [InlineData("entries")]
    [InlineData("parameters")]
    public async Task An_answer_that_stops_amid_its_bytes_ends_as_a_fault_that_may_pass(string at)
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = Patient(server);
        var silent = new TaskCompletionSource();
        server.Take = async (place, context) =>
        {
            if (place != at)
                return false;
            await context.Response.WriteAsync("{\"timestamp\"");
            await context.Response.Body.FlushAsync();
            await StandStillAsync(context, silent);
            return true;
        };
        var receiving = server.ReceiveAsync();
        await Task.WhenAny(silent.Task, receiving);
        var before = _clock.GetUtcNow();
        var fault = await Assert.ThrowsAsync<NetworkException>(() => Scene.TurnUntilAsync(_clock, _pause, receiving));
        Assert.Equal(("ServerUnreachable", true), (fault.ErrorId, fault.IsTransient));
        Assert.Contains("silent", fault.Message, StringComparison.Ordinal);
        Assert.True(_clock.GetUtcNow() - before >= _silence - _pause, "It was given up too early.");
        Assert.False(server.IsWhole());
    }

    [Theory]
    [InlineData("download")]
    [InlineData("entries")]
    [InlineData("parameters")]
    public async Task An_answer_that_comes_slowly_is_read_to_its_end(string at)
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = Patient(server);
        var taken = TimeSpan.Zero;
        server.Take = async (place, context) =>
        {
            if (place != at)
                return false;
            var answer = server.Answer(place, context.Request);
            for (var piece = 0; piece < Pieces; piece++)
            {
                var start = answer.Length * piece / Pieces;
                await context.Response.Body.WriteAsync(answer.AsMemory(start, (answer.Length * (piece + 1) / Pieces) - start));
                await context.Response.Body.FlushAsync();
                taken += await PauseAsync();
            }

            return true;
        };
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.True(taken > _silence, "The answer came faster than the silence it should outlast.");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_fault_that_may_pass()
    {
        await using var server = await OddServer.StartAsync();
        server.Take = async (place, context) =>
        {
            if (place != "parameters")
                return false;
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{\"data\"");
            await context.Response.Body.FlushAsync();
            // The headers arrive first.
            await PauseAsync();
            context.Abort();
            return true;
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal(("ServerUnreachable", true), (fault.ErrorId, fault.IsTransient));
        Assert.Contains("was cut off", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_goes_slowly_is_sent_to_its_end()
    {
        const int Length = 24 * 1024 * 1024;
        await using var server = await OddServer.StartAsync();
        server.Sending = Patient(server);
        var (received, taken) = (0L, TimeSpan.Zero);
        server.Take = async (_, context) =>
        {
            context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
            var piece = new byte[PieceOfBody];
            int read;
            for (var next = 0L; (read = await context.Request.Body.ReadAsync(piece)) > 0;)
            {
                if ((received += read) >= next)
                {
                    taken += await PauseAsync();
                    next = received + piece.Length;
                }
            }

            return false;
        };
        await server.Client.SendAsync(HttpMethod.Post, "/api/anything", new byte[Length], "key", 0, CancellationToken.None);
        Assert.Equal(Length, received);
        Assert.True(taken > _silence, "The body went faster than the silence it should outlast.");
    }

    [Fact]
    public async Task A_body_that_nobody_takes_ends_as_a_fault_that_may_pass()
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = Patient(server);
        var silent = new TaskCompletionSource();
        server.Take = async (_, context) =>
        {
            await StandStillAsync(context, silent);
            return true;
        };
        var sending = server.Client.SendAsync(HttpMethod.Post, "/api/anything", new byte[24 * 1024 * 1024], "key", 0, CancellationToken.None);
        await Task.WhenAny(silent.Task, sending);
        var fault = await Assert.ThrowsAsync<NetworkException>(() => Scene.TurnUntilAsync(_clock, _pause, sending));
        Assert.Equal(("ServerUnreachable", true), (fault.ErrorId, fault.IsTransient));
    }

    private SendingOptions Patient(OddServer server) => server.Sending with { Silence = _silence, Clock = _clock };

    /// <summary>Lets a pause pass on the clock, and gives the other side a moment in which it sees what came before.</summary>
    private async Task<TimeSpan> PauseAsync()
    {
        await Task.Delay(20);
        _clock.Advance(_pause);
        return _pause;
    }

    private static Task StandStillAsync(HttpContext context, TaskCompletionSource silent)
    {
        silent.SetResult();
        return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
