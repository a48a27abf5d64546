using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MlDash.Remote.Tests;

/// <summary>A line that stands still is left after the silence it is allowed; one that moves, however slowly, is not.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan _silence = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("download")]
    [InlineData("entries")]
    [InlineData("parameters")]
    public async Task An_answer_that_stops_amid_its_bytes_ends_as_a_fault_that_may_pass(string at)
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { Silence = _silence };
        server.Take = async (place, context) =>
        {
            if (place != at)
                return false;
            await context.Response.WriteAsync("{\"timestamp\"");
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var patience = Stopwatch.StartNew();
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal(("ServerUnreachable", true), (fault.ErrorId, fault.IsTransient));
        Assert.Contains("silent", fault.Message, StringComparison.Ordinal);
        Assert.InRange(patience.Elapsed.TotalSeconds, 0.5, 30);
        Assert.False(server.IsWhole());
    }

    [Theory]
    [InlineData("download")]
    [InlineData("entries")]
    [InlineData("parameters")]
    public async Task An_answer_that_comes_slowly_is_read_to_its_end(string at)
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { Silence = _silence };
        server.Take = async (place, context) =>
        {
            if (place != at)
                return false;
            var answer = server.Answer(place, context.Request);
            for (var start = 0; start < answer.Length; start += (answer.Length / 12) + 1)
            {
                await context.Response.Body.WriteAsync(answer.AsMemory(start, Math.Min((answer.Length / 12) + 1, answer.Length - start)));
                await context.Response.Body.FlushAsync();
                await Task.Delay(_pause);
            }

            return true;
        };
        var patience = Stopwatch.StartNew();
        await server.ReceiveAsync();
        server.AssertExact();
        Assert.True(patience.Elapsed > _silence, "The answer came faster than the silence it should outlast.");
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
            await Task.Delay(_pause);
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
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { Silence = _silence };
        var taken = 0L;
        server.Take = async (_, context) =>
        {
            context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
            var piece = new byte[1024 * 1024];
            int read;
            for (var next = 0L; (read = await context.Request.Body.ReadAsync(piece)) > 0;)
            {
                // Sockets hold some megabytes back, so only what is beyond them is slow.
                if ((taken += read) > next)
                {
                    await Task.Delay(_pause);
                    next = taken + piece.Length;
                }
            }

            return false;
        };
        var patience = Stopwatch.StartNew();
        await server.Client.SendAsync(HttpMethod.Post, "/api/anything", new byte[24 * 1024 * 1024], "key", 0, CancellationToken.None);
        Assert.Equal(24 * 1024 * 1024, taken);
        Assert.True(patience.Elapsed > _silence, "The body went faster than the silence it should outlast.");
    }

    [Fact]
    public async Task A_body_that_nobody_takes_ends_as_a_fault_that_may_pass()
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { Silence = _silence };
        server.Take = async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(
            () => server.Client.SendAsync(HttpMethod.Post, "/api/anything", new byte[24 * 1024 * 1024], "key", 0, CancellationToken.None));
        Assert.Equal(("ServerUnreachable", true), (fault.ErrorId, fault.IsTransient));
    }
}
