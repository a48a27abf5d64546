using System.Net.Sockets;

namespace MlDash.Server.Tests;

/// <summary>The server as its own process: how it starts, what it says, and what is left when it is killed.</summary>
public sealed class ProcessTests
{
    private const string Secret = "a-secret-of-our-own-that-is-long-enough-for-production";

    [Fact]
    public async Task It_starts_with_no_setup_and_one_line_says_how_to_record_to_it()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        Assert.Contains($"-Remote {server.Url}", server.Greeting, StringComparison.Ordinal);
        var api = new Api(server.Url, "alice", TestTokens.Public("alice"));
        await api.OpenAsync();
        Assert.True(File.Exists(Path.Combine(server.Data, "metadata.db")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too-short")]
    [InlineData(TestTokens.DevelopmentSecret)]
    public async Task In_Production_it_refuses_a_bad_secret_with_a_message_and_an_exit_code(string secret)
    {
        var (code, output) = await ServerProcess.RunToEndAsync(("ASPNETCORE_ENVIRONMENT", "Production"), ("JWT_SECRET", secret));
        Assert.Equal(78, code);
        Assert.Contains("JWT_SECRET", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_used_stops_the_start_with_a_message()
    {
        var file = Path.GetTempFileName();
        var (code, output) = await ServerProcess.RunToEndAsync(("ASPNETCORE_ENVIRONMENT", "Development"), ("DATA_DIR", Path.Combine(file, "below")));
        File.Delete(file);
        Assert.Equal(78, code);
        Assert.Contains("DATA_DIR", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Production_a_development_token_is_worth_nothing_and_the_token_command_lets_the_first_user_in()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Production"), ("JWT_SECRET", Secret));
        (await new Api(server.Url, "alice", TestTokens.Public("alice")).GetAsync("/api/nodes/1")).Is(401);
        var (code, token) = await ServerProcess.RunToEndAsync(
            ["token", "alice"], ("ASPNETCORE_ENVIRONMENT", "Production"), ("JWT_SECRET", Secret), ("DATA_DIR", server.Data));
        Assert.Equal(0, code);
        var api = new Api(server.Url, "alice", token.Trim());
        Assert.Equal("alice", (await api.GraphAsync("{ me { username } }")).Data["me"]["username"].Text);
        Assert.Equal("command line", (await api.GetAsync("/api/auth/tokens")).Ok["tokens"][0]["name"].Text);
        (code, token) = await ServerProcess.RunToEndAsync(
            ["token", "alice", "--scope", "read", "--project", "alice/p", "--expires", "1d"],
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("JWT_SECRET", Secret), ("DATA_DIR", server.Data));
        Assert.Equal(0, code);
        (await new Api(server.Url, "alice", token.Trim()).PostAsync("/api/auth/tokens", "{}")).Is(403);
        var narrow = (await api.GetAsync("/api/auth/tokens")).Ok["tokens"].All.Single(made => made["scope"].Text == "read");
        Assert.Equal(["alice/p"], narrow["projects"].All.Select(project => project.Text));
        Assert.False(narrow["expiresAt"].IsNull);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_100000_points_and_started_again_all_are_there_once_each()
    {
        const int Batches = 100;
        const int BatchSize = 1000;
        using var first = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        var run = await new Api(first.Url, "alice", TestTokens.Public("alice")).OpenAsync();
        ServerProcess? second = null;
        var sent = 0;
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Batches), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, cancellationToken) =>
            {
                var points = $"[{string.Join(",", Enumerable.Range(batch * BatchSize, BatchSize).Select(i => $$"""{"i":{{i}}}"""))}]";
                while (true)
                {
                    if (Interlocked.Increment(ref sent) == 40)
                    {
                        first.Kill();
                        second = await ServerProcess.StartAsync(first.Data, first.Port, ("ASPNETCORE_ENVIRONMENT", "Development"));
                    }
                    try
                    {
                        var api = new Api(first.Url, "alice", TestTokens.Public("alice"));
                        if ((await api.PointsAsync(run, "m", points, ("Idempotency-Key", $"batch-{batch}"))).Code == 200)
                            return;
                    }
                    catch (HttpRequestException)
                    {
                        await Task.Delay(100, cancellationToken);
                    }
                }
            });
            var reader = new Api(first.Url, "alice", TestTokens.Public("alice"));
            var seen = new HashSet<int>();
            for (var start = 0; start < Batches * BatchSize; start += 10_000)
            {
                var page = (await reader.GetAsync($"/api/experiments/{run.Id}/metrics/m/data?startIndex={start}&limit=10000")).Ok;
                Assert.Equal(10_000, page["total"].Number);
                Assert.All(page["data"].All, p => Assert.True(seen.Add((int)p["data"]["i"].Number)));
            }
            Assert.Equal(Batches * BatchSize, seen.Count);
            Assert.Equal("100000", (await reader.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
        }
        finally
        {
            second?.Dispose();
        }
    }

    [Fact]
    public async Task Asked_to_stop_it_finishes_what_is_under_way()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        var api = new Api(server.Url, "alice", TestTokens.Public("alice"));
        var run = await api.OpenAsync();
        // A request whose body is half sent when the stop comes.
        var address = new Uri(server.Url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        var request = RawSocket.Request("POST", $"/api/experiments/{run.Id}/logs", TestTokens.Public("alice"), """{"logs":[{"message":"last words"}]}""")
            .Replace("Host: x\r\n", "Host: x\r\nExpect: 100-continue\r\n", StringComparison.Ordinal);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request[..^10]), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        // Said by the server when it begins to read the body; then it stops listening when the stop has begun.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        server.AskToStop();
        while (await IsListeningAsync(address))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request[^10..]), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private static async Task<bool> IsListeningAsync(Uri address)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Its_log_holds_neither_tokens_nor_secrets_nor_query_strings()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Production"), ("JWT_SECRET", Secret), ("LOG_LEVEL", "trace"));
        var token = TestTokens.Public("alice", Secret);
        var api = new Api(server.Url, "alice", token);
        var run = await api.OpenAsync();
        await api.GetAsync($"/api/experiments/{run.Id}/logs?search=private-words");
        await new Api(server.Url, "x", token + "x").GetAsync("/api/nodes/1");
        server.Kill();
        Assert.Contains("/api/experiments/{id}/logs", server.Output, StringComparison.Ordinal);
        foreach (var secret in (string[])[Secret, token, token.Split('.')[2], "private-words"])
            Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal);
    }
}
