using System.Globalization;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Section 12: the end of a log in one request, and going on from there.</summary>
public sealed class Section12LogTailTests(SharedServer shared)
{
    private static readonly string[] _levels = ["debug", "info", "warn", "error", "fatal"];
    private readonly Api _api = shared.Server.NewUser();

    [Theory]
    [InlineData("last=3", "4,5,6", 7, true)]
    [InlineData("last=7", "0,1,2,3,4,5,6", 7, false)]
    [InlineData("last=100", "0,1,2,3,4,5,6", 7, false)]
    [InlineData("last=2&level=warn", "2,6", null, true)]
    [InlineData("last=1&level=error&search=3", "3", null, true)]
    [InlineData("last=9&level=debug", "0,4", null, false)]
    [InlineData("last=9&search=none", "", null, false)]
    public async Task The_last_entries_come_in_order_with_the_number_to_go_on_from(string query, string messages, int? total, bool hasMore)
    {
        var run = await _api.OpenAsync();
        await FillAsync(run, 7, i => _levels[i % 4]);
        var page = (await _api.GetAsync($"{Logs(run)}?{query}")).Ok;
        Assert.Equal(messages, Messages(page));
        Assert.Equal((total, hasMore, 7), (page.Has("total") ? (int?)page["total"].Number : null, page["hasMore"].True, (int)page["next"].Number));
    }

    [Fact]
    public async Task A_follower_gets_each_entry_once_with_and_without_a_filter()
    {
        var run = await _api.OpenAsync();
        await FillAsync(run, 5, _ => "info");
        foreach (var filter in (string[])["", "&level=warn"])
        {
            var (next, seen) = ((await _api.GetAsync($"{Logs(run)}?last=2{filter}")).Ok["next"].Number, new List<string>());
            var before = (int)next;
            for (var round = 0; round < 3; round++)
            {
                await FillAsync(run, 5, i => i % 2 == 0 ? "info" : "warn", before + (5 * round));
                for (var more = true; more;)
                {
                    var page = (await _api.GetAsync($"{Logs(run)}?from={next}&limit=2{filter}")).Ok;
                    seen.AddRange(page["logs"].All.Select(l => l["message"].Text));
                    (next, more) = (page["next"].Number, page["hasMore"].True);
                }
            }
            var expected = Enumerable.Range(before, 15).Where(i => filter.Length == 0 || (i - before) % 5 % 2 == 1);
            Assert.Equal(expected.Select(i => i.ToString(CultureInfo.InvariantCulture)), seen);
            Assert.Equal(before + 15, next);
            Assert.Equal("", Messages((await _api.GetAsync($"{Logs(run)}?from={next}{filter}")).Ok));
        }
    }

    [Fact]
    public async Task The_end_of_a_page_is_no_end_of_a_follower_also_when_it_holds_nothing()
    {
        var run = await _api.OpenAsync();
        await FillAsync(run, 4, _ => "info");
        Assert.Equal(2, (await _api.GetAsync($"{Logs(run)}?from=2&limit=0")).Ok["next"].Number);
        Assert.Equal(4, (await _api.GetAsync($"{Logs(run)}?from=9")).Ok["next"].Number);
        Assert.Equal(4, (await _api.GetAsync($"{Logs(run)}?order=desc&limit=1")).Ok["next"].Number);
    }

    [Theory]
    [InlineData("last=0")]
    [InlineData("last=x")]
    [InlineData("last=2&limit=1")]
    [InlineData("last=2&offset=1")]
    [InlineData("last=2&order=desc")]
    [InlineData("last=2&orderBy=timestamp")]
    [InlineData("last=2&from=1")]
    [InlineData("from=-1")]
    [InlineData("orderBy=timestamp&offset=999999&limit=2")]
    public async Task What_does_not_go_together_is_400(string query) =>
        (await _api.GetAsync($"{Logs(await _api.OpenAsync())}?{query}")).Is(400);

    [Fact]
    public async Task Every_page_of_a_log_is_what_all_of_it_filtered_and_sorted_gives()
    {
        var run = await _api.OpenAsync();
        var random = new Random(4711);
        // More than one block, in several batches, with equal times and times that go back.
        var all = Enumerable.Range(0, 4500).Select(i => (Number: i, Level: _levels[random.Next(5)], Time: random.Next(50))).ToList();
        foreach (var some in all.Chunk(1500))
            await PostAsync(run, some.Select(e => (object)new { message = $"{e.Number}", level = e.Level, timestamp = TimeOf(e.Time) }));
        foreach (var filter in (string[])["", "&level=warn,fatal", $"&startTime={TimeOf(20)}&endTime={TimeOf(30)}", "&level=none"])
        {
            foreach (var byTime in (bool[])[false, true])
            {
                foreach (var descending in (bool[])[false, true])
                {
                    var hits = all.Where(e => filter switch
                    {
                        "" => true,
                        "&level=none" => false,
                        "&level=warn,fatal" => e.Level is "warn" or "fatal",
                        _ => e.Time is >= 20 and <= 30,
                    }).OrderBy(e => byTime ? e.Time : 0).ThenBy(e => e.Number).ToList();
                    if (descending)
                        hits.Reverse();
                    foreach (var (offset, limit) in ((int, int)[])[(0, 7), (hits.Count / 2, 9), (Math.Max(0, hits.Count - 4), 9), (hits.Count + 1, 3), (0, 0)])
                    {
                        var query =
                            $"orderBy={(byTime ? "timestamp" : "sequenceNumber")}&order={(descending ? "desc" : "asc")}&offset={offset}&limit={limit}{filter}";
                        var page = (await _api.GetAsync($"{Logs(run)}?{query}")).Ok;
                        var expected = hits.Skip(offset).Take(limit).Select(e => e.Number).ToList();
                        Assert.Equal((query, string.Join(",", expected)), (query, Messages(page)));
                        Assert.Equal((query, hits.Count, offset + expected.Count < hits.Count), (query, page["total"].Number, page["hasMore"].True));
                    }
                }
            }
        }
    }

    [Fact]
    public async Task The_end_of_a_long_log_is_read_without_the_rest_of_it()
    {
        await using var counting = await CountingServer.StartAsync();
        var api = counting.Server.NewUser();
        var run = await api.OpenAsync();
        for (var i = 0; i < 10; i++)
            await PostAsync(run, Enumerable.Repeat((object)new { message = "m", level = i == 8 ? "error" : "info" }, 2000), api);
        async Task<long> BatchesAsync(string query) => (await counting.ReadByAsync(async () => (await api.GetAsync($"{Logs(run)}?{query}")).Is(200))).Batches;
        Assert.Equal(1, await BatchesAsync("last=5"));
        Assert.InRange(await BatchesAsync("last=5&level=error"), 1, 4);
        Assert.Equal(1, await BatchesAsync("from=19999&level=error"));
    }

    private static string Logs(Run run) => $"/api/experiments/{run.Id}/logs";

    private static string TimeOf(int seconds) => string.Create(CultureInfo.InvariantCulture, $"2026-01-01T00:00:{seconds:00}Z");

    private static string Messages(Json page) => string.Join(",", page["logs"].All.Select(l => l["message"].Text));

    private Task FillAsync(Run run, int count, Func<int, string> level, int from = 0) =>
        PostAsync(run, Enumerable.Range(0, count).Select(i => (object)new { message = $"{from + i}", level = level(i) }));

    private async Task PostAsync(Run run, IEnumerable<object> logs, Api? api = null) =>
        (await (api ?? _api).PostAsync(Logs(run), JsonSerializer.Serialize(new { logs }))).Is(200);
}
