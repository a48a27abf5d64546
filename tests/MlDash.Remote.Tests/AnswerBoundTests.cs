using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace MlDash.Remote.Tests;

/// <summary>Answers that are larger than this machine should take into memory, or packed otherwise than they say.</summary>
public sealed class AnswerBoundTests
{
    [Fact]
    public async Task An_answer_packed_into_little_is_read_no_further_than_its_bound()
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { LargestAnswer = 4 * 1024 * 1024 };
        var sent = 0L;
        server.Take = async (place, context) =>
        {
            if (place != "parameters")
                return false;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 2000 && !context.RequestAborted.IsCancellationRequested; i++, sent++)
                await packed.WriteAsync(zeros, context.RequestAborted);
            return true;
        };
        var fault = await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync());
        Assert.Equal("ServerAnswerTooLarge", fault.ErrorId);
        Assert.InRange(sent, 0, 1999);
    }

    [Fact]
    public async Task An_answer_without_end_ends_at_its_bound()
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { LargestAnswer = 1024 * 1024 };
        server.Take = async (place, context) =>
        {
            if (place != "entries")
                return false;
            var endless = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(endless, context.RequestAborted);
            return true;
        };
        Assert.Equal("ServerAnswerTooLarge", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).ErrorId);
    }

    [Fact]
    public async Task Pages_too_large_to_be_read_at_once_are_asked_for_in_smaller_parts()
    {
        await using var server = await OddServer.StartAsync();
        server.Sending = server.Sending with { LargestAnswer = 2000 };
        await server.ReceiveAsync();
        server.AssertExact();
    }

    [Fact]
    public async Task An_answer_that_is_no_archive_though_it_says_so_is_an_error_of_the_server()
    {
        await using var server = await OddServer.StartAsync();
        server.Take = async (place, context) =>
        {
            if (place != "parameters")
                return false;
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("{\"data\":{}}");
            return true;
        };
        Assert.Equal("ServerAnswerNotUnderstood", (await Assert.ThrowsAsync<NetworkException>(() => server.ReceiveAsync())).ErrorId);
    }
}
