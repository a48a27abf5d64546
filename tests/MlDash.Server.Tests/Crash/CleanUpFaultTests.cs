using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Metrics;
using MlDash.Server.Removal;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Folder;
using MlDash.Server.Stores.Sqlite;

namespace MlDash.Server.Tests;

/// <summary>
/// What is published stays whole when the work around it fails: a store that is away while old bytes are removed, a client that leaves, a removal that stops
/// half way.
/// </summary>
public sealed class CleanUpFaultTests : IAsyncLifetime
{
    private static readonly byte[] _old = [1, 1, 1];
    private static readonly byte[] _new = [2, 2, 2, 2];
    private TestServer _server = null!;
    private ForwardingBlobs _blobs = null!;
    private FailingNodes _nodes = null!;
    private Api _api = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartWithAsync(null, (services, folder) =>
        {
            services.AddSingleton<IMetadataStore>(_ => _nodes = new FailingNodes(new SqliteMetadataStore(Path.Combine(folder, "metadata.db"))));
            services.AddSingleton<IBlobStore>(_ => _blobs = new ForwardingBlobs(new FolderBlobStore(Path.Combine(folder, "blobs"))));
        }, ("CHUNK_SIZE", "4"));
        _api = _server.NewUser();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_file_is_replaced_though_its_old_bytes_cannot_be_removed()
    {
        var run = await _api.OpenAsync();
        (await _api.UploadAsync(run, "f", _old)).Is(200);
        _blobs.BeforeDelete = ForwardingBlobs.Away;
        var node = (await _api.UploadAsync(run, "f", _new)).Ok["node"]["id"].Text;
        Assert.Equal(_new, (await _api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes);
    }

    [Fact]
    public async Task Bytes_stay_when_the_database_made_the_change_and_did_not_come_to_say_so()
    {
        var run = await _api.OpenAsync();
        var node = (await _api.UploadAsync(run, "f", _old)).Ok["node"]["id"].Text;
        _nodes.AfterReplace = _ => throw new TimeoutException("No answer came.");
        (await _api.UploadAsync(run, "f", _new)).Is(503);
        _nodes.AfterReplace = null;
        Assert.Equal(_new, (await _api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes);
    }

    [Fact]
    public async Task Bytes_stay_when_the_client_leaves_between_their_publication_and_the_answer()
    {
        var run = await _api.OpenAsync();
        var node = (await _api.UploadAsync(run, "f", _old)).Ok["node"]["id"].Text;
        var (published, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        _nodes.AfterReplace = async cancellationToken =>
        {
            published.SetResult();
            // As a database does that is asked to give up while it waits for its answer.
            await gone.Task.WaitAsync(cancellationToken);
            await Task.Delay(200, cancellationToken);
        };
        using (var leaving = new CancellationTokenSource())
        {
            var sending = _api.Client.PostAsync($"/api/namespaces/{_api.User}/nodes", Api.FileForm(run, "f", _new, null, null, []), leaving.Token);
            await published.Task;
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
        gone.SetResult();
        await Task.Delay(500, Cancel);
        _nodes.AfterReplace = null;
        Assert.Equal(_new, (await _api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes);
        Assert.Single(Blobs());
    }

    [Fact]
    public async Task Bytes_that_no_node_came_to_name_are_removed()
    {
        var run = await _api.OpenAsync();
        _nodes.IsAway = true;
        (await _api.UploadAsync(run, "folder/f", _new)).Is(503);
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task A_point_that_fills_a_chunk_is_acknowledged_while_the_blob_store_is_away_and_the_chunk_is_closed_later()
    {
        var run = await _api.OpenAsync();
        _blobs.BeforePut = ForwardingBlobs.Away;
        var answer = (await _api.PointsAsync(run, "m", """[{"x":0},{"x":1},{"x":2},{"x":3},{"x":4}]""")).Ok;
        Assert.Equal("5", answer["bufferedDataPoints"].Text);
        _blobs.BeforePut = _ => Task.CompletedTask;
        _server.Clock.Shift = TimeSpan.FromMinutes(2);
        await _server.Services.GetRequiredService<ChunkClosing>().CatchUpAsync(Cancel);
        Assert.Equal(1, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/stats")).Ok["totalChunks"].Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_project_whose_removal_stops_half_way_is_hidden_whole_and_removed_by_the_repeat_or_by_the_server_itself(bool isRepeated)
    {
        var run = await _api.OpenAsync();
        var files = new List<string>();
        foreach (var name in (string[])["a", "d/b", "c"])
            files.Add((await _api.UploadAsync(run, name, _old)).Ok["node"]["id"].Text);
        (await _api.PointsAsync(run, "m", """[{"x":0},{"x":1},{"x":2},{"x":3},{"x":4}]""")).Is(200);
        var deletes = 0;
        _blobs.BeforeDelete = key => ++deletes == 2 ? ForwardingBlobs.Away(key) : Task.CompletedTask;
        (await _api.DeleteAsync($"/api/projects/{run.Project}")).Is(503);
        foreach (var node in files.Append(run.Node))
            (await _api.GetAsync($"/api/nodes/{node}")).Is(404);
        Assert.Equal(0, (await _api.GetAsync("/api/search/files")).Ok["total"].Number);
        (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data")).Is(404);

        if (isRepeated)
            Assert.Equal(1, (await _api.DeleteAsync($"/api/projects/{run.Project}")).Ok["experiments"].Number);
        else
            await _server.Services.GetRequiredService<ProjectRemoval>().FinishAsync(Cancel);
        Assert.Empty(Blobs());
        (await _api.DeleteAsync($"/api/projects/{run.Project}")).Is(404);
    }

    private string[] Blobs() => Directory.GetFiles(Path.Combine(_server.Data, "blobs"), "*", SearchOption.AllDirectories);

    /// <summary>A database that loses its answers, or is away, when nodes are written.</summary>
    private sealed class FailingNodes(IMetadataStore inner) : ForwardingStore(inner)
    {
        public Func<CancellationToken, Task>? AfterReplace { get; set; }

        public bool IsAway { get; set; }

        public override Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken) =>
            IsAway && document.Kind == "node" ? throw new TimeoutException("The database is away.") : base.InsertAsync(document, cancellationToken);

        public override async Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken)
        {
            var replaced = await base.ReplaceAsync(document, cancellationToken);
            if (document.Kind == "node" && AfterReplace is { } after)
                await after(cancellationToken);
            return replaced;
        }
    }
}
