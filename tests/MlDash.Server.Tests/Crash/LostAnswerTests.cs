using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.Opening;

namespace MlDash.Server.Tests;

/// <summary>
/// A client without keys is gone before the answer to its batch is written, as a published client after its timeout, and sends the batch again.
/// </summary>
public sealed class LostAnswerTests
{
    private const string Points = """{"dataPoints":[{"loss":0.5},{"loss":0.25}]}""";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("metrics/loss/append-batch", Points, false)]
    [InlineData("metrics/loss/append-batch", Points, true)]
    [InlineData("metrics/loss/append", """{"data":{"loss":0.5}}""", false)]
    [InlineData("logs", """{"logs":[{"message":"hello"}]}""", false)]
    [InlineData("logs", """{"logs":[{"message":"hello"}]}""", true)]
    [InlineData("tracks/pose/append_batch", """{"entries":[{"timestamp":1,"x":2}]}""", false)]
    [InlineData("tracks/pose/append_batch", """{"entries":[{"timestamp":1,"x":2}]}""", true)]
    [InlineData("tracks/pose/append", """{"timestamp":1,"data":{"x":2}}""", false)]
    public async Task A_repeat_of_a_batch_whose_answer_was_lost_gets_the_answer_and_writes_nothing(string place, string body, bool shared)
    {
        await using var there = await Place.OpenAsync(shared, place);
        await there.LoseAnswerAsync(body);

        var repeat = (await there.SendAsync(body)).Is(200);
        Assert.Equal("true", repeat.Headers["Idempotency-Replayed"]);
        Assert.Equal(1, there.Held.Writes);

        // The repeat has its answer: what comes now is meant.
        Assert.DoesNotContain("Idempotency-Replayed", (await there.SendAsync(body)).Is(200).Headers.Keys);
        Assert.Equal(2, there.Held.Writes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repeat_that_comes_while_the_first_is_being_written_waits_for_it(bool shared)
    {
        await using var place = await Place.OpenAsync(shared);
        var first = await place.GoAwayAsync(Points);
        await place.Held.Remembered.Task.WaitAsync(_patience, Cancel);
        var repeat = place.SendAsync(Points);
        await Task.Delay(200, Cancel);
        Assert.False(repeat.IsCompleted);
        place.Held.Gate.SetResult();

        var answer = (await repeat).Is(200);
        Assert.Equal("0", answer.Ok["startIndex"].Text);
        Assert.Equal("1", answer.Ok["endIndex"].Text);
        Assert.Equal(1, place.Held.Writes);
        first.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Equal_batches_whose_answers_arrive_are_all_written(bool shared)
    {
        await using var place = await Place.OpenAsync(shared);
        place.Held.Gate.SetResult();
        (await place.SendAsync(Points)).Is(200);
        (await place.SendAsync(Points)).Is(200);
        Assert.Equal(2, place.Held.Writes);
        Assert.Empty(await place.AnswersAsync());
    }

    [Fact]
    public async Task Without_a_window_nothing_is_remembered()
    {
        await using var place = await Place.OpenAsync(shared: false, settings: ("DEDUPE_WINDOW", "0"));
        place.Held.IsSlowToAnswer = true;
        using (await place.GoAwayAsync(Points))
            await Task.Delay(200, Cancel);
        place.Held.Gate.SetResult();
        (await place.SendAsync(Points)).Is(200);
        Assert.Equal(2, place.Held.Writes);
        Assert.Empty(await place.AnswersAsync());
    }

    [Fact]
    public async Task After_the_window_an_equal_batch_is_written()
    {
        await using var place = await Place.OpenAsync(shared: false);
        await place.LoseAnswerAsync(Points);
        place.Server.Clock.Shift = TimeSpan.FromSeconds(125);
        (await place.SendAsync(Points)).Is(200);
        Assert.Equal(2, place.Held.Writes);
    }

    [Fact]
    public async Task Another_batch_another_place_and_another_user_are_not_taken_for_the_repeat()
    {
        await using var place = await Place.OpenAsync(shared: false);
        await place.LoseAnswerAsync(Points);

        (await place.SendAsync(Points.Replace("0.5", "0.75", StringComparison.Ordinal))).Is(200);
        Assert.Equal(2, place.Held.Writes);
        (await place.Api.PostAsync(place.Target.Replace("loss", "other", StringComparison.Ordinal), Points)).Is(200);
        Assert.Equal(3, place.Held.Writes);
        var friend = place.Server.NewUser();
        using var role = new StringContent("""{"role":"editor"}""", Encoding.UTF8, "application/json");
        (await place.Api.SendAsync(HttpMethod.Put, $"/api/namespaces/{place.Api.User}/members/{friend.User}", role)).Is(200);
        (await friend.PostAsync(place.Target, Points)).Is(200);
        Assert.Equal(4, place.Held.Writes);
    }

    [Fact]
    public async Task A_compressed_repeat_is_told_by_what_is_in_it()
    {
        await using var place = await Place.OpenAsync(shared: false);
        await place.LoseAnswerAsync(Points);
        var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Points), Cancel);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        (await place.Api.SendAsync(HttpMethod.Post, place.Target, content)).Is(200);
        Assert.Equal(1, place.Held.Writes);
    }

    [Fact]
    public async Task Another_server_on_the_same_stores_knows_the_answer()
    {
        await using var place = await Place.OpenAsync(shared: true);
        await place.LoseAnswerAsync(Points);
        await using var other = await TestServer.StartAsync(null, [.. place.Stores]);
        Assert.Equal("true", (await other.As(place.Api.User).PostAsync(place.Target, Points)).Is(200).Headers["Idempotency-Replayed"]);
        Assert.Equal("2", (await place.Api.GetAsync(place.Target.Replace("append-batch", "stats", StringComparison.Ordinal))).Ok["totalDataPoints"].Text);
    }

    /// <summary>One server whose first write waits, and the place that a batch is sent to.</summary>
    private sealed class Place(TestServer server, HeldStore held, Api api, string target, (string, string)[] stores) : IAsyncDisposable
    {
        public TestServer Server => server;

        public HeldStore Held => held;

        public Api Api => api;

        public string Target => target;

        public (string Name, string Value)[] Stores => stores;

        public static async Task<Place> OpenAsync(bool shared, string target = "metrics/loss/append-batch", params (string, string)[] settings)
        {
            HeldStore held = null!;
            var stores = BothStores.Of(shared);
            var server = await TestServer.StartWithAsync(null, (services, _) => services.AddSingleton<IMetadataStore>(s =>
                held = new HeldStore(StoreStart.OpenMetadata(s.GetRequiredService<ServerSettings>()))), [.. stores, .. settings]);
            var api = server.NewUser();
            return new Place(server, held, api, $"/api/experiments/{(await api.OpenAsync()).Id}/{target}", stores);
        }

        public Task<Answer> SendAsync(string body) => api.PostAsync(target, body);

        /// <summary>Sends a batch and closes the connection while it is being written.</summary>
        public async Task<TcpClient> GoAwayAsync(string body)
        {
            var address = new Uri(server.Url);
            var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port, Cancel);
            await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(RawSocket.Request("POST", target, TestTokens.Public(api.User), body)), Cancel);
            await held.Reached.Task.WaitAsync(_patience, Cancel);
            socket.Close();
            return socket;
        }

        /// <summary>The same, until the server has given up on delivering the answer.</summary>
        public async Task LoseAnswerAsync(string body)
        {
            using (await GoAwayAsync(body))
                await held.Remembered.Task.WaitAsync(_patience, Cancel);
            held.Gate.SetResult();
            for (var until = DateTimeOffset.UtcNow + _patience; (await AnswersAsync()) is not [{ Status: 200 }]; await Task.Delay(20, Cancel))
                Assert.True(DateTimeOffset.UtcNow < until, "The answer was not remembered.");
        }

        public async Task<List<KeptAnswer>> AnswersAsync() =>
            await server.Services.GetRequiredService<StoreCollections>().KeptAnswers.AllAsync(Cancel).ToListAsync(Cancel);

        public ValueTask DisposeAsync()
        {
            held.Gate.TrySetResult();
            return server.DisposeAsync();
        }
    }

    /// <summary>A slow store: the first write of a batch waits until the test lets it go on.</summary>
    private sealed class HeldStore(IMetadataStore inner) : ForwardingStore(inner)
    {
        private int _writes;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Remembered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it waits behind the write, not in front of it.</summary>
        public bool IsSlowToAnswer { get; set; }

        public int Writes => Volatile.Read(ref _writes);

        public override async Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken)
        {
            if (!IsSlowToAnswer)
                await HoldAsync(cancellationToken);
            var start = await base.AppendAsync(stream, batch, cancellationToken);
            Interlocked.Increment(ref _writes);
            if (IsSlowToAnswer)
                await HoldAsync(CancellationToken.None);
            return start;
        }

        private Task HoldAsync(CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            return Gate.Task.WaitAsync(_patience, cancellationToken);
        }

        public override async Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken)
        {
            var isNew = await base.InsertAsync(document, cancellationToken);
            if (document.Kind == DocumentKind.Idempotency)
                Remembered.TrySetResult();
            return isNew;
        }
    }
}
