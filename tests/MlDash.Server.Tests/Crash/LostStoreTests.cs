using System.Diagnostics;
using System.Net;

namespace MlDash.Server.Tests;

/// <summary>What a server says while its database is away. The stand-in is killed for it, whatever engine the other tests run against.</summary>
public sealed class LostStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_goes_away_is_503_with_a_time_to_come_back_and_works_again_when_it_is_back()
    {
        var port = ServerProcess.FreePort();
        using var first = await StartAsync(port);
        var database = $"mongodb://127.0.0.1:{port}/lost?retryWrites=false&directConnection=true&serverSelectionTimeoutMS=2000&connectTimeoutMS=2000";
        await using var server = await TestServer.StartAsync(null, ("MONGODB_URI", database));
        await server.NewUser().OpenAsync("run");

        first.Kill(entireProcessTree: true);
        await first.WaitForExitAsync(Cancel);
        var answer = await server.NewUser().PostAsync("/api/namespaces/x/nodes", """{"type":"PROJECT","name":"p","slug":"p"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("5", answer.Headers["Retry-After"]);
        Assert.Equal("disconnected", (await server.Anonymous().GetAsync("/health")).Is(503).Json["mongodb"].Text);

        using var second = await StartAsync(port);
        // Clients come back as they were told: on a busy machine the first connection may take longer than the server waits for it.
        var user = server.NewUser();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await user.GetAsync("/api/auth/tokens")).Status == HttpStatusCode.ServiceUnavailable)
            await Task.Delay(250, patience.Token);
        await user.OpenAsync("run");
        (await server.Anonymous().GetAsync("/health")).Is(200);
        second.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task A_server_waits_for_a_database_that_starts_later()
    {
        var port = ServerProcess.FreePort();
        var late =
            ("MONGODB_URI", $"mongodb://127.0.0.1:{port}/late?retryWrites=false&directConnection=true&serverSelectionTimeoutMS=2000&connectTimeoutMS=2000");
        var starting = Task.Run(() => TestServer.StartAsync(null, late), Cancel);
        await Task.Delay(500, Cancel);
        Assert.False(starting.IsCompleted);
        using var database = await StartAsync(port);
        await using var server = await starting;
        await server.NewUser().OpenAsync("run");
        database.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task A_server_whose_database_never_comes_says_so_without_its_address()
    {
        var (code, output) = await ServerProcess.RunToEndAsync(
            ("MONGODB_URI", $"mongodb://user:hidden-password@127.0.0.1:{ServerProcess.FreePort()}/never?directConnection=true&serverSelectionTimeoutMS=200"),
            ("STORE_PATIENCE", "1s"), ("PORT", "0"), ("ASPNETCORE_ENVIRONMENT", "Development"));
        Assert.Equal(78, code);
        Assert.Contains("mongodb", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-password", output, StringComparison.Ordinal);
    }

    private static async Task<Process> StartAsync(int port)
    {
        var start = new ProcessStartInfo(
            "bash", [Path.Combine(TestServices.Folder, "start-mongo.sh")])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["MONGO_STANDIN_PORT"] = port.ToString();
        var process = Process.Start(start)!;
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(Cancel));
        return process;
    }
}
