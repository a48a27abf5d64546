using System.Text;
using MlDash.Server.Diagnostics;
using MlDash.Server.Migration;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Opening;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>The command <c>migrate</c>, as a process: from the embedded stores to MongoDB and S3.</summary>
public sealed class MigrationTests(MigrationSource source) : IClassFixture<MigrationSource>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_server_on_the_source_answers_a_server_on_the_target_answers_too()
    {
        using var target = new MigrationTarget();
        var before = source.Files();
        var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3]);
        Assert.True(code == 0, output);
        Assert.Equal(before, source.Files());
        Assert.Equal(await source.TextAsync(), await target.TextAsync());
        await using var server = await TestServer.StartAsync(null, [.. target.Mongo, .. target.S3, ("CHUNK_SIZE", "10")]);
        var api = server.As("alice");
        // Clients know it again: what they noted as sent is there.
        Assert.Equal(source.ServerId, (await api.GetAsync("/health")).Is(200).Headers["MlDash-Server-Id"]);
        var points = (await api.GetAsync($"/api/experiments/{source.Run.Id}/metrics/m/data?startIndex=0&limit=100&nan=null")).Ok["data"];
        Assert.Equal((41, true, "3.0"), (points.Count, points[1]["data"]["x"].IsNull, points[2]["data"]["x"].Raw));
        Assert.Equal("line 7", (await api.GetAsync($"/api/experiments/{source.Run.Id}/logs?limit=100")).Ok["logs"][14]["message"].Text);
        Assert.Equal((9 << 20) + 3, (await api.GetAsync($"/api/nodes/{source.FileNode}/download")).Is(200).Bytes.Length);
        // A repeat of a batch that the source got, but did not keep the answer to, writes nothing, also when its points were packed and trimmed there; new
        // points go on behind the old ones.
        await target.Metadata.DeleteBelowAsync(DocumentKind.Idempotency, "9", Cancel);
        foreach (var sent in (int[])[1, 7])
        {
            var again = await api.PointsAsync(source.Run, "m", """[{"x":1},{"x":NaN},{"x":3.0},{"x":4}]""", ("Idempotency-Key", $"points-{sent}"));
            Assert.Equal($"{4 * sent}", again.Ok["startIndex"].Text);
        }
        Assert.Equal("41", (await api.PointsAsync(source.Run, "m", """[{"x":6}]""")).Ok["startIndex"].Text);
    }

    [Fact]
    public async Task Run_twice_it_copies_nothing_and_reports_the_same()
    {
        using var target = new MigrationTarget();
        var (first, firstOutput) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3]);
        var text = await target.TextAsync();
        var (second, secondOutput) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3]);
        Assert.Equal((0, 0), (first, second));
        Assert.Equal(text, await target.TextAsync());
        static IEnumerable<string> Report(string output) => output.Split('\n').Where(line => line.EndsWith("the same", StringComparison.Ordinal));
        Assert.Equal(DocumentKind.All.Count + 2, Report(firstOutput).Count());
        Assert.Equal(Report(firstOutput), Report(secondOutput));
        Assert.Contains("copy blobs: 0 blobs", secondOutput, StringComparison.Ordinal);
        Assert.Contains("copy streams: 0 batches", secondOutput, StringComparison.Ordinal);
        Assert.Contains("copy node: 0 documents", secondOutput, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CrashPlaces.Migrating), MemberType = typeof(CrashPlaces))]
    public async Task Killed_after_any_step_and_run_again_it_ends_as_one_that_was_not_killed(string[] places)
    {
        using var target = new MigrationTarget();
        foreach (var place in places)
        {
            var (killed, said) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3, (CrashPoint.Variable, place)]);
            Assert.True(killed == 137, $"It did not die at {place}: {said}");
        }

        var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3]);
        Assert.True(code == 0, output);
        Assert.Equal(await source.TextAsync(), await target.TextAsync());
    }

    [Fact]
    public async Task Either_half_can_be_moved_alone()
    {
        using var target = new MigrationTarget();
        var (metadata, output) = await MigrationTarget.MigrateAsync(source.Folder, target.Mongo);
        Assert.True(metadata == 0, output);
        Assert.Equal(await source.TextAsync(blobs: false), await target.TextAsync());
        var (blobs, _) = await MigrationTarget.MigrateAsync(source.Folder, target.S3);
        Assert.Equal(0, blobs);
        Assert.Equal(await source.TextAsync(), await target.TextAsync());
    }

    [Fact]
    public async Task Acknowledged_writes_of_a_server_that_was_killed_are_moved()
    {
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        var api = new Api(server.Url, "alice", TestTokens.Public("alice"));
        await api.PointsAsync(await api.OpenAsync(), "m", """[{"x":1}]""");
        server.Kill();
        using var target = new MigrationTarget();
        var (code, output) = await MigrationTarget.MigrateAsync(server.Data, target.Mongo);
        Assert.True(code == 0, output);
        Assert.Equal(1, (await target.Metadata.EndsAsync([await target.Metadata.StreamsAsync(Cancel).SingleAsync(Cancel)], Cancel)).Values.Single().Next);
    }

    [Fact]
    public async Task A_source_that_a_server_uses_is_refused_and_a_source_that_is_migrated_lets_no_server_in()
    {
        using var target = new MigrationTarget();
        using var server = await ServerProcess.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        var (used, why) = await MigrationTarget.MigrateAsync(server.Data, target.Mongo);
        Assert.Equal(78, used);
        Assert.Contains("in use by a running server", why, StringComparison.Ordinal);
        server.Kill();
        using (DataFolderLock.TryTakeAlone(server.Data))
        {
            var (code, output) = await ServerProcess.RunToEndAsync(("ASPNETCORE_ENVIRONMENT", "Development"), ("DATA_DIR", server.Data), ("PORT", "0"));
            Assert.Equal(78, code);
            Assert.Contains("is being migrated", output, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await MigrationTarget.MigrateAsync(server.Data, target.Mongo)).Code);
    }

    [Fact]
    public async Task A_target_that_holds_other_data_is_refused_and_left_as_it_is()
    {
        foreach (var spoil in (Func<MigrationTarget, Task>[])[
            t => t.Metadata.InsertAsync(new StoredDocument(DocumentKind.User, "1", 0, "carol", [], "", "", "{}"u8.ToArray()), Cancel),
            t => t.Metadata.AppendAsync("log/1", new NewBatch(1, "{}"u8.ToArray(), "t", null), Cancel),
            t => t.Blobs.PutAsync("files/1", new MemoryStream([1]), Cancel)])
        {
            using var target = new MigrationTarget();
            await spoil(target);
            var before = await target.TextAsync();
            var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3]);
            Assert.Equal(78, code);
            Assert.Contains("Nothing was written", output, StringComparison.Ordinal);
            Assert.Equal(before, await target.TextAsync());
        }
    }

    [Fact]
    public async Task A_target_that_servers_have_gone_on_with_is_never_taken_back()
    {
        using var target = new MigrationTarget();
        await MigrationTarget.MigrateAsync(source.Folder, target.Mongo);
        var node = await target.Metadata.DocumentsAsync(DocumentKind.Node, Cancel).FirstAsync(Cancel);
        await target.Metadata.ReplaceAsync(node with { Body = "{\"new\":1}"u8.ToArray() }, Cancel);
        var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, target.Mongo);
        Assert.Equal(78, code);
        Assert.Contains(node.Id, output, StringComparison.Ordinal);
        Assert.Equal("{\"new\":1}", Encoding.UTF8.GetString((await target.Metadata.GetAsync(DocumentKind.Node, [node.Id], Cancel))[0].Body));
    }

    [Fact]
    public async Task An_empty_blob_in_place_of_bytes_has_not_arrived_and_is_put_again()
    {
        using var target = new MigrationTarget();
        var first = await Stores.Folder.FolderBlobStore.OpenToRead(Path.Combine(source.Folder, StoreStart.BlobFolder)).ListAsync(Cancel).FirstAsync(Cancel);
        await target.Blobs.PutAsync(first.Key, new MemoryStream(), Cancel);
        var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, target.S3);
        Assert.True(code == 0, output);
        Assert.Equal(await source.TextAsync(metadata: false), await target.TextAsync());
    }

    [Fact]
    public async Task Bytes_that_changed_in_the_target_are_named_with_a_non_zero_code()
    {
        using var target = new MigrationTarget();
        await MigrationTarget.MigrateAsync(source.Folder, target.S3);
        var small = await target.Blobs.ListAsync(Cancel).FirstAsync(b => b.Size == 3, Cancel);
        await target.Blobs.PutAsync(small.Key, new MemoryStream([1, 2, 4]), Cancel);
        var (code, output) = await MigrationTarget.MigrateAsync(source.Folder, target.S3);
        Assert.Equal(1, code);
        Assert.Contains($"DIFFERS: blob '{small.Key}'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_a_batch_and_a_time_that_the_target_took_otherwise_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("mldash-migration-").FullName;
        using (var sqlite = new SqliteMetadataStore(Path.Combine(source.Folder, StoreStart.DatabaseFile)))
        using (var target = new Spoiling(new SqliteMetadataStore(Path.Combine(folder, "m.db"))))
        {
            IMove[] moves = [.. DocumentKind.All.Select(kind => new DocumentMove(kind, sqlite, target)), new StreamMove(sqlite, target)];
            var output = new StringWriter();
            var differences = await Migrator.RunAsync(moves, output, Cancel);
            Assert.Contains(
                differences.Named, d => d.StartsWith("user ", StringComparison.Ordinal) && d.Contains("only in the source", StringComparison.Ordinal));
            Assert.Contains(differences.Named, d => d.StartsWith("project ", StringComparison.Ordinal) && d.Contains("not the same", StringComparison.Ordinal));
            Assert.Contains(differences.Named, d => d.StartsWith("stream 'log/", StringComparison.Ordinal));
            Assert.DoesNotContain(differences.Named, d => d.StartsWith("node ", StringComparison.Ordinal));
            Assert.Contains("node ", output.ToString(), StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Interrupted_it_says_so_and_goes_on_when_run_again()
    {
        using var target = new MigrationTarget();
        using var process = MigrationTarget.Start(source.Folder, [.. target.Mongo, .. target.S3]);
        Assert.StartsWith("copy user", await process.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
        System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString()]).WaitForExit();
        var errors = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Run it again", errors, StringComparison.Ordinal);
        Assert.NotEqual(await source.TextAsync(), await target.TextAsync());
        Assert.Equal(0, (await MigrationTarget.MigrateAsync(source.Folder, [.. target.Mongo, .. target.S3])).Code);
        Assert.Equal(await source.TextAsync(), await target.TextAsync());
    }

    [Fact]
    public async Task What_is_missing_is_named_before_anything_is_done()
    {
        Assert.Contains("MONGODB_URI", (await MigrationTarget.MigrateAsync(source.Folder)).Output, StringComparison.Ordinal);
        using var target = new MigrationTarget();
        var (code, output) = await MigrationTarget.MigrateAsync(Path.Combine(source.Folder, "none"), target.Mongo);
        Assert.Equal(78, code);
        Assert.Contains("does not exist", output, StringComparison.Ordinal);
        (code, output) = await MigrationTarget.MigrateAsync(Path.Combine(source.Folder, "blobs"), target.Mongo);
        Assert.Equal(78, code);
        Assert.Contains("metadata.db", output, StringComparison.Ordinal);
    }

    /// <summary>Loses users, changes projects, and moves the times of logs.</summary>
    private sealed class Spoiling(IMetadataStore inner) : ForwardingStore(inner)
    {
        public override Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken) => document.Kind switch
        {
            DocumentKind.User => Task.FromResult(true),
            DocumentKind.Project => base.RestoreAsync(document with { Label = "another" }, cancellationToken),
            _ => base.RestoreAsync(document, cancellationToken),
        };

        public override Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken) =>
            base.RestoreAsync(stream, stream.StartsWith("log/", StringComparison.Ordinal) ? batch with { At = "another time" } : batch, cancellationToken);
    }
}
