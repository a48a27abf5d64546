using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>What a client sees when the machine below the server fails, and what is left.</summary>
public sealed class FaultTests(SharedServer shared)
{
    [Fact]
    public async Task A_full_disk_is_503_with_Retry_After_and_nothing_of_the_batch_is_kept()
    {
        FullDisk? disk = null;
        await using var server = await TestServer.StartAsync(null, inner => disk = new FullDisk(inner));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        disk!.IsFull = true;
        var answer = (await api.PointsAsync(run, "m", """[{"x":1}]""", ("Idempotency-Key", "k"))).Is(503);
        Assert.Equal(("30", "storage_full"), (answer.Headers["Retry-After"], answer.Json["error"].Text));
        disk.IsFull = false;
        (await api.PointsAsync(run, "m", """[{"x":1}]""", ("Idempotency-Key", "k"))).Is(200);
        Assert.Equal("1", (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    [Fact]
    public async Task A_database_that_may_not_grow_fails_writes_and_serves_reads()
    {
        var folder = Directory.CreateTempSubdirectory("mldash-server-test-").FullName;
        using (var store = new SqliteMetadataStore(Path.Combine(folder, "m.db"), largestPages: 60))
        {
            var cancel = TestContext.Current.CancellationToken;
            var line = Encoding.UTF8.GetBytes($"\"{new string('x', 20_000)}\"");
            var written = 0;
            var full = await Assert.ThrowsAsync<SqliteException>(async () =>
            {
                for (; written < 100; written++)
                    await store.AppendAsync("s", new NewBatch(1, line, "t", null), cancel);
            });
            Assert.Equal(13, full.SqliteErrorCode);
            Assert.InRange(written, 1, 99);
            Assert.Equal(written, (await store.EndsAsync(["s"], cancel))["s"].Next);
            Assert.Equal(written, await store.ReadAsync("s", 0, long.MaxValue, cancel).CountAsync(cancel));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Theory]
    [InlineData("metrics/m/append-batch", "{\"dataPoints\":[{\"x\":\"#\"}]}")]
    [InlineData("logs", "{\"logs\":[{\"message\":\"#\"}]}")]
    [InlineData("tracks/t/append_batch", "{\"entries\":[{\"timestamp\":1,\"x\":\"#\"}]}")]
    public async Task On_a_disk_that_fills_up_what_is_503_is_not_there_and_what_is_200_is(string target, string body)
    {
        await using var server = await SmallDiskAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var (acknowledged, refused) = (0, 0);
        // From large to small: what is left of the room is not enough for one, and enough for the next.
        foreach (var size in Enumerable.Repeat(30_000, 20).Concat(Enumerable.Repeat(1000, 10)).Concat(Enumerable.Repeat(10, 20)))
        {
            var answer = await api.PostAsync(
                $"/api/experiments/{run.Id}/{target}",
                body.Replace("#", new string('x', size), StringComparison.Ordinal),
                ("Idempotency-Key", Guid.NewGuid().ToString()));
            Assert.True(answer.Code is 200 or 503, answer.Text);
            _ = answer.Code == 200 ? acknowledged++ : refused++;
            if (answer.Code == 503)
                Assert.Equal("storage_full", answer.Json["error"].Text);
        }
        Assert.True(acknowledged > 0 && refused > 0, $"{acknowledged} acknowledged, {refused} refused");
        var kept = target[..1] switch
        {
            "m" => (await api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data")).Ok["total"].Number,
            "l" => (await api.GetAsync($"/api/experiments/{run.Id}/logs")).Ok["total"].Number,
            _ => (await api.GetAsync($"/api/experiments/{run.Id}/tracks/t/data?format=json")).Ok["count"].Number,
        };
        Assert.Equal(acknowledged, kept);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Theory]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[{"x":1}]}""")]
    [InlineData("logs", """{"logs":[{"message":"a"}]}""")]
    [InlineData("tracks/t/append_batch", """{"entries":[{"timestamp":1}]}""")]
    [InlineData("parameters", """{"data":{"a":1}}""")]
    public async Task A_batch_that_was_written_is_200_though_its_answer_cannot_be_kept_and_its_repeat_writes_nothing(string target, string body)
    {
        FullForAnswers? disk = null;
        await using var server = await TestServer.StartAsync(null, inner => disk = new FullForAnswers(inner), ("KEY_LEASE", "1s"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        disk!.IsFull = true;
        (await api.PostAsync($"/api/experiments/{run.Id}/{target}", body, ("Idempotency-Key", "k"))).Is(200);
        disk.IsFull = false;
        server.Clock.Shift = TimeSpan.FromMinutes(1);
        (await api.PostAsync($"/api/experiments/{run.Id}/{target}", body, ("Idempotency-Key", "k"))).Is(200);
        Assert.InRange(disk.LastEnd, target == "parameters" ? 0 : 1, 1);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task Health_is_503_while_the_disk_takes_no_writes_and_200_again_when_it_does()
    {
        await using var server = await SmallDiskAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        (await server.Anonymous().GetAsync("/health")).Is(200);
        var large = new string('x', 30_000);
        var files = new List<string>();
        Answer answer;
        while ((answer = await api.NodeAsync($$"""{"type":"FOLDER","projectId":"{{run.Project}}","name":"f{{files.Count}}"}""")).Code == 200
            && files.Count < 500)
        {
            var id = answer.Json["node"]["id"].Text;
            files.Add(id);
            if ((await api.PatchAsync($"/api/nodes/{id}", $$"""{"description":"{{large}}"}""")).Code != 200)
                break;
        }
        await Task.Delay(1050, TestContext.Current.CancellationToken);
        var health = (await server.Anonymous().GetAsync("/health")).Is(503).Json;
        Assert.Equal(("error", "disconnected", "connected"), (health["status"].Text, health["mongodb"].Text, health["s3"].Text));
        foreach (var id in files)
            await server.Services.GetRequiredService<IMetadataStore>().DeleteAsync("node", id, TestContext.Current.CancellationToken);
        (await server.Anonymous().GetAsync("/health")).Is(200);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task An_upload_that_no_document_has_room_for_leaves_no_bytes()
    {
        FullForNodes? disk = null;
        await using var server = await TestServer.StartAsync(null, inner => disk = new FullForNodes(inner));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        disk!.IsFull = true;
        Assert.Equal("storage_full", (await api.UploadAsync(run, "f", new byte[1000])).Is(503).Json["error"].Text);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_upload_that_is_cut_leaves_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var form = Api.FileForm(run, "f", new byte[100_000], null, null, []);
        var body = await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var address = new Uri(server.Url);
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            var head = $"POST /api/namespaces/{api.User}/nodes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TestTokens.Public(api.User)}\r\nContent-Type: multipart/form-data; boundary=b0undary\r\nContent-Length: {body.Length}\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(body.AsMemory(0, body.Length / 2), TestContext.Current.CancellationToken);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        var blobs = Path.Combine(server.Data, "blobs");
        for (var i = 0; i < 100 && Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories).Any(); i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await api.GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["total"].Number);
    }

    [Fact]
    public async Task A_batch_to_an_experiment_that_was_deleted_is_404_and_its_data_stays_away()
    {
        var api = shared.Server.NewUser();
        var run = await api.OpenAsync();
        (await api.DeleteAsync($"/api/nodes/{run.Node}?recursive=true")).Is(200);
        (await api.PointsAsync(run, "m", """[{"x":1}]""")).Is(404);
        (await api.PostAsync($"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"m"}]}""")).Is(404);
    }

    [Fact]
    public async Task Eight_uploads_of_one_name_at_once_leave_one_node_with_whole_bytes_and_one_blob()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(1, 8).Select(async i =>
            (await api.UploadAsync(run, "same/f", [.. Enumerable.Repeat((byte)i, 50_000)])).Ok["node"]["id"].Text));
        var node = Assert.Single(nodes.Distinct());
        var bytes = (await api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes;
        Assert.Equal(50_000, bytes.Length);
        Assert.Single(bytes.Distinct());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("metrics/m/append-batch", """{"dataPoints":[{"x":1},{"x":2}]}""")]
    [InlineData("logs", """{"logs":[{"message":"a"},{"message":"b"}]}""")]
    [InlineData("tracks/t/append_batch", """{"entries":[{"timestamp":1},{"timestamp":2}]}""")]
    public async Task A_keyed_batch_that_was_written_before_the_server_failed_is_not_written_again(string target, string body)
    {
        FailingAfterTheWrite? failing = null;
        await using var server = await TestServer.StartAsync(null, inner => failing = new FailingAfterTheWrite(inner));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        failing!.Fails = true;
        (await api.PostAsync($"/api/experiments/{run.Id}/{target}", body, ("Idempotency-Key", "k"))).Is(500);
        failing.Fails = false;
        (await api.PostAsync($"/api/experiments/{run.Id}/{target}", body, ("Idempotency-Key", "k"))).Is(200);
        Assert.Equal(2, failing.LastEnd);
    }

    // A database that may not grow: each write that needs a page more fails as on a full disk.
    private static Task<TestServer> SmallDiskAsync() => TestServer.StartWithAsync(null, (services, folder) =>
        services.AddSingleton<IMetadataStore>(_ => new SqliteMetadataStore(Path.Combine(folder, "metadata.db"), largestPages: 110)));

    private sealed class FullForNodes(IMetadataStore inner) : ForwardingStore(inner)
    {
        public bool IsFull { get; set; }

        public override Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) =>
            IsFull && document.Kind == DocumentKind.Node
            ? throw new SqliteException("database or disk is full", 13)
            : base.InsertAsync(document, cancellationToken);
    }

    // Room for everything but the answer that is kept for a key.
    private sealed class FullForAnswers(IMetadataStore inner) : ForwardingStore(inner)
    {
        public bool IsFull { get; set; }

        public long LastEnd { get; private set; }

        public override Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken) =>
            IsFull && document.Kind == DocumentKind.Idempotency
            ? throw new SqliteException("database or disk is full", 13)
            : base.ReplaceAsync(document, cancellationToken);

        public override async Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken)
        {
            var start = await base.AppendAsync(stream, batch, cancellationToken);
            LastEnd = (await EndsAsync([stream], cancellationToken))[stream].Next;
            return start;
        }
    }

    private sealed class FailingAfterTheWrite(IMetadataStore inner) : ForwardingStore(inner)
    {
        public bool Fails { get; set; }

        public long LastEnd { get; private set; }

        public override async Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken)
        {
            var start = await base.AppendAsync(stream, batch, cancellationToken);
            LastEnd = (await EndsAsync([stream], cancellationToken))[stream].Next;
            return Fails ? throw new InvalidOperationException("The process died here.") : start;
        }
    }

    private sealed class FullDisk(IMetadataStore inner) : ForwardingStore(inner)
    {
        public bool IsFull { get; set; }

        public override Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken) =>
            IsFull ? throw new SqliteException("database or disk is full", 13) : base.AppendAsync(stream, batch, cancellationToken);
    }
}
