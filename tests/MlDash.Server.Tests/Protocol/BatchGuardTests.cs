using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Http;

namespace MlDash.Server.Tests;

/// <summary>What bodies and reads may take of the server: numbers of items, and how many large ones are worked on at once.</summary>
public sealed class BatchGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_of_too_many_items_is_413_that_says_to_halve_it_and_stores_nothing()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_ITEMS", "100"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var experiment = $"/api/experiments/{run.Id}";
        (string Path, string Body)[] tooMany =
        [
            ("metrics/m/append-batch", $$"""{"dataPoints":{{List(101, "1")}}}"""),
            ("metrics/m/append-batch", $$"""{"tags":["a"],"dataPoints" : {{List(101, """{"x":"\\",",[":1}""")}}}"""),
            ("metrics/m/append-batch", List(101, "1")),
            ("logs", $$"""{"logs":{{List(101, "1")}}}"""),
            ("logs", List(101, """{"message":"a"}""")),
            ("tracks/t/append_batch", $$"""{"entries":{{List(1001, """{"timestamp":1}""")}}}"""),
        ];
        foreach (var (path, body) in tooMany)
        {
            var refused = (await api.PostAsync($"{experiment}/{path}", body)).Is(413);
            Assert.Equal("too_large", refused.Json["error"].Text);
            Assert.Contains("halves", refused.Json["message"].Text, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await api.GetAsync($"{experiment}/metrics")).Ok["metrics"].Count);
        Assert.Equal(0, (await api.GetAsync($"{experiment}/logs")).Ok["total"].Number);
        Assert.Equal(0, (await api.GetAsync($"{experiment}/tracks")).Ok["tracks"].Count);
    }

    [Fact]
    public async Task Only_items_are_counted_and_as_many_as_the_bound_are_stored()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_ITEMS", "100"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var experiment = $"/api/experiments/{run.Id}";
        (await api.PostAsync($"{experiment}/metrics/m/append-batch", $$"""{"dataPoints":{{List(100, "1")}},"tags":{{List(100, "\"t\"")}}}""")).Is(200);
        (await api.PostAsync(
            $"{experiment}/metrics/m/append-batch", $$"""{"dataPoints":[ { "x":{{List(500, "1")}}, "s":"{{new string(',', 500)}}" } ]}""")).Is(200);
        (await api.PostAsync(
            $"{experiment}/logs", $$"""{"logs":[{"message":"\"{{new string(',', 500)}}","metadata":{ "x":{{List(500, "1")}} } } ]}""")).Is(200);
        (await api.PostAsync($"{experiment}/tracks/t/append_batch", $$"""{"entries":{{List(1000, """{"timestamp":1}""")}}}""")).Is(200);
        (await api.PostAsync($"{experiment}/parameters", $$"""{"data":{ "x":{{List(500, "1")}} } }""")).Is(200);
        Assert.Equal("101", (await api.GetAsync($"{experiment}/metrics/m/stats")).Ok["totalDataPoints"].Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_bodies_wait_for_their_turn_and_small_ones_do_not(bool isCompressed)
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var path = $"/api/experiments/{run.Id}/logs";
        var gate = server.Services.GetRequiredService<WorkGates>().LargeBodies;
        var taken = await TakeAllAsync(gate);
        var large = Enumerable.Range(0, 3).Select(_ => api.SendAsync(HttpMethod.Post, path, Large(isCompressed))).ToArray();
        for (var i = 0; i < 20; i++)
            (await api.PostAsync(path, """{"logs":[{"message":"small"}]}""")).Is(200);
        Assert.All(large, l => Assert.False(l.IsCompleted));
        Assert.Equal(20, (await api.GetAsync(path)).Ok["total"].Number);
        taken.ForEach(t => t.Dispose());
        Assert.All(await Task.WhenAll(large), l => l.Is(200));
        // And gave their places back, as one that is refused does.
        (await api.SendAsync(HttpMethod.Post, path, new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } })).Is(400);
        await TakeAllAsync(gate).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_table_of_a_track_is_bounded_and_its_lines_are_not()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_TABLE_ROWS", "3"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var track = $"/api/experiments/{run.Id}/tracks/t";
        (await api.PostAsync($"{track}/append_batch", """{"entries":[{"timestamp":4,"x":4},{"timestamp":2,"x":2}]}""")).Is(200);
        (await api.PostAsync($"{track}/append_batch", """{"entries":[{"timestamp":3,"x":3},{"timestamp":1,"x":1}]}""")).Is(200);
        foreach (var format in (string[])["parquet", "mcap"])
        {
            Assert.Contains("start_timestamp", (await api.GetAsync($"{track}/data?format={format}")).Is(413).Json["message"].Text, StringComparison.Ordinal);
            (await api.GetAsync($"{track}/data?format={format}&start_timestamp=2")).Is(200);
        }
        var lines = (await api.GetAsync($"{track}/data?format=jsonl")).Is(200).Text.Split('\n');
        Assert.Equal(Enumerable.Range(1, 4).Select(i => $$"""{"timestamp":{{i}},"x":{{i}}}"""), lines);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task What_unfinished_uploads_left_a_day_ago_is_removed_at_the_start_and_what_is_younger_stays()
    {
        var data = Directory.CreateTempSubdirectory("mldash-server-test-").FullName;
        var arriving = Directory.CreateDirectory(Path.Combine(data, "blobs", ".arriving")).FullName;
        var (old, young) = (Path.Combine(arriving, "old"), Path.Combine(arriving, "young"));
        await File.WriteAllTextAsync(old, "x", Cancel);
        await File.WriteAllTextAsync(young, "x", Cancel);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow - TimeSpan.FromHours(25));
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow - TimeSpan.FromHours(23));
        await using (await TestServer.StartAsync(data))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (File.Exists(old))
                await Task.Delay(20, patience.Token);
        }
        Assert.True(File.Exists(young));
        Directory.Delete(data, recursive: true);
    }

    private static async Task<List<IDisposable>> TakeAllAsync(WorkGate gate)
    {
        var taken = new List<IDisposable>();
        for (var i = 0; i < gate.Places; i++)
            taken.Add(await gate.EnterAsync(Cancel));
        return taken;
    }

    private static ByteArrayContent Large(bool isCompressed)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"logs":[{"message":"{{new string('x', isCompressed ? 100 : 1_100_000)}}"}]}""");
        if (!isCompressed)
            return new ByteArrayContent(body);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return new ByteArrayContent(packed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
    }

    private static string List(int count, string item) => $"[{string.Join(",", Enumerable.Repeat(item, count))}]";
}
