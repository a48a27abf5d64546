using System.Globalization;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Fields of metrics over many experiments: <c>POST /api/experiments/aggregate/series</c>.</summary>
public sealed class SeriesTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Statistics_are_right_over_chunks_and_hot_points()
    {
        // 37 points: three chunks of ten, and seven hot ones.
        var runs =
            await RunsAsync(3, run => Enumerable.Range(0, 37).Select(step => $$"""{"step":{{step}},"loss":{{Number((step * step) + (run * 10))}},"_ts":1}"""));
        var answer = (await AskAsync(
            runs, """ "xKey":"step","yKeys":["loss"],"bins":50,"statistics":["MEAN","STD","PERCENTILE_25","PERCENTILE_75","MIN","MAX","MEDIAN"] """)).Ok;
        Assert.Equal("success", answer["status"].Text);
        var series = answer["result"]["series"][0];
        Assert.Equal(("loss", "step", "interpolate", 37, 0),
            (series["metricName"].Text, series["xKey"].Text, series["alignment"]["method"].Text,
                series["alignment"]["alignedSteps"].Number, series["alignment"]["interpolatedPoints"].Number));
        Assert.Equal((3, 111), (answer["result"]["metadata"]["experimentsProcessed"].Number, answer["result"]["metadata"]["totalDataPoints"].Number));
        var data = series["data"];
        for (var i = 0; i < 37; i++)
        {
            Assert.Equal((i, (i * i) + 10), (data["x"][i].Number, Math.Round(data["mean"][i].Number, 9)));
            Assert.Equal(10, data["std"][i].Number, 9);
            Assert.Equal(((i * i) + 5, (i * i) + 15), (Math.Round(data["percentile_25"][i].Number, 9), Math.Round(data["percentile_75"][i].Number, 9)));
            Assert.Equal((i * i, (i * i) + 20, (i * i) + 10), (data["min"][i].Number, data["max"][i].Number, data["median"][i].Number));
        }
    }

    [Fact]
    public async Task Never_more_places_than_bins_and_values_between_points_are_on_the_line_between_them()
    {
        var runs = await RunsAsync(2, run => Enumerable.Range(0, 100).Select(i => $$"""{"step":{{(i * 2) + run}},"loss":{{Number(((i * 2) + run) * 3)}}}"""));
        foreach (var bins in (int[])[1, 2, 7, 50])
        {
            var series = (await AskAsync(runs, $$""" "xKey":"step","yKeys":["loss"],"bins":{{bins}} """)).Ok["result"]["series"][0];
            Assert.InRange(series["data"]["x"].Count, 1, bins);
            Assert.Equal(series["data"].Names.Order(), ["mean", "percentile_25", "percentile_75", "std", "x"]);
            foreach (var (x, mean) in series["data"]["x"].All.Zip(series["data"]["mean"].All))
                Assert.Equal(3 * x.Number, mean.Number, 6);
            if (bins > 1)
                Assert.Equal((0, 199), (series["data"]["x"][0].Number, series["data"]["x"].All.Last().Number));
        }
    }

    [Fact]
    public async Task Common_steps_are_those_that_all_have_and_nothing_is_interpolated()
    {
        var runs = await RunsAsync(2, run => Enumerable.Range(0, 40).Select(i => $$"""{"step":{{i * (run + 2)}},"loss":{{run}}}"""));
        var series = (await AskAsync(runs, """ "xKey":"step","yKeys":["loss"],"alignmentMethod":"common_steps" """)).Ok["result"]["series"][0];
        Assert.Equal(Enumerable.Range(0, 14).Select(i => i * 6.0), series["data"]["x"].All.Select(x => x.Number));
        Assert.All(series["data"]["mean"].All, m => Assert.Equal(0.5, m.Number));
        Assert.Equal(
            ("common_steps", 14, 0),
            (series["alignment"]["method"].Text, series["alignment"]["alignedSteps"].Number, series["alignment"]["interpolatedPoints"].Number));
        var few =
            (await AskAsync(runs, """ "xKey":"step","yKeys":["loss"],"alignmentMethod":"common_steps","bins":3 """)).Ok["result"]["series"][0]["data"]["x"];
        Assert.Equal([0.0, 36, 78], few.All.Select(x => x.Number));
    }

    [Theory]
    [InlineData("default", "step")]
    [InlineData("timestamp", "timestamp")]
    [InlineData("index", "index")]
    [InlineData("train.step", "train.step")]
    public async Task X_may_be_a_field_the_time_or_the_index_and_default_is_a_counter(string asked, string resolved)
    {
        var runs = await RunsAsync(1, _ => [.. Enumerable.Range(0, 3).Select(i => $$"""{"step":{{i * 5}},"loss":{{i}},"_ts":{{1000 + i}}}""")], "train");
        var series = (await AskAsync(runs, $$""" "xKey":"{{asked}}","yKeys":["train.loss"] """)).Ok["result"]["series"][0];
        Assert.Equal((resolved, "train.loss"), (series["xKey"].Text, series["metricName"].Text));
        double[] expected = resolved switch { "timestamp" => [1000, 1001, 1002], "index" => [0, 1, 2], _ => [0, 5, 10] };
        Assert.Equal(expected, series["data"]["x"].All.Select(x => x.Number));
    }

    [Fact]
    public async Task What_is_no_number_is_passed_over_the_later_of_two_points_counts_and_sums_do_not_overflow()
    {
        var runs = await RunsAsync(2, run =>
            ["""{"step":0,"loss":NaN}""", """{"step":1,"loss":5}""", """{"step":"x","loss":7}""", """{"loss":8}""", """{"step":2,"loss":"a"}""",
            """{"step":1,"loss":1.5e308}""", """{"step":3,"loss":-1.5e308,"other":1}""", """{"step":Infinity,"loss":1}"""]);
        var data = (await AskAsync(runs, """ "xKey":"step","yKeys":["loss","absent"] """)).Ok["result"]["series"];
        Assert.Equal(1, data.Count);
        Assert.Equal([1.0, 3], data[0]["data"]["x"].All.Select(x => x.Number));
        Assert.Equal([1.5e308, -1.5e308], data[0]["data"]["mean"].All.Select(x => x.Number));
        Assert.Equal([0.0, 0], data[0]["data"]["std"].All.Select(x => x.Number));
    }

    [Fact]
    public async Task Curves_that_do_not_meet_have_no_places_between_them()
    {
        var runs = await RunsAsync(2, run => Enumerable.Range(0, 60).Select(i => $$"""{"step":{{(run * 1000) + i}},"loss":{{run}}}"""));
        var x =
            (await AskAsync(runs, """ "xKey":"step","yKeys":["loss"],"bins":50 """)).Ok["result"]["series"][0]["data"]["x"].All.Select(v => v.Number).ToList();
        Assert.NotEmpty(x);
        Assert.All(x, v => Assert.True(v is >= 0 and <= 59 or >= 1000 and <= 1059));
    }

    [Theory]
    [InlineData("""{"experimentIds":[],"xKey":"step","yKeys":["loss"]}""", 400)]
    [InlineData("""{"xKey":"step","yKeys":["loss"]}""", 400)]
    [InlineData("""{"experimentIds":[#],"yKeys":["loss"]}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step"}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":[]}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":["loss"],"bins":0}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":["loss"],"bins":1e9}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":["loss"],"alignmentMethod":"magic"}""", 400)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":["loss"],"statistics":["PERCENTILE_101"]}""", 400)]
    [InlineData("""{"experimentIds":["bad-id-1"],"xKey":"step","yKeys":["loss"]}""", 404)]
    [InlineData("""{"experimentIds":[#,"1"],"xKey":"step","yKeys":["loss"]}""", 404)]
    [InlineData("""{"experimentIds":[#],"xKey":"step","yKeys":["loss"]}""", 200)]
    [InlineData("""{"experimentIds":["#"],"xKey":"step","yKeys":["loss"]}""", 200)]
    public async Task What_cannot_be_answered_says_so(string body, int status)
    {
        var runs = await RunsAsync(1, _ => ["""{"step":1,"loss":1}"""]);
        (await _api.PostAsync("/api/experiments/aggregate/series", body.Replace("#", runs[0], StringComparison.Ordinal))).Is(status);
    }

    [Fact]
    public async Task Metrics_without_the_field_have_no_say_in_what_default_is()
    {
        var runs = await RunsAsync(2, _ => ["""{"epoch":1,"loss":3}""", """{"epoch":2,"loss":4}"""], "train");
        (await _api.PointsAsync(new Run(runs[0], "", ""), "system", """[{"cpu":1}]""")).Is(200);
        Assert.Equal("epoch", (await AskAsync(runs, """ "xKey":"default","yKeys":["loss"] """)).Ok["result"]["series"][0]["xKey"].Text);
        Assert.Equal("index", (await AskAsync(runs, """ "xKey":"default","yKeys":["loss","cpu"] """)).Ok["result"]["series"][0]["xKey"].Text);
    }

    [Fact]
    public async Task More_values_than_fit_are_413()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var batch = $"[{string.Join(",", Enumerable.Repeat("""{"a":1}""", 9_000))}]";
        for (var i = 0; i < 29; i++)
            (await api.PointsAsync(run, "m", batch)).Is(200);
        (await AskAsync("index", "")).Is(200);
        // Every point is needed for what all have in common.
        (await AskAsync("index", "\"alignmentMethod\":\"common_steps\",")).Is(413);

        for (var i = 0; i < 31; i++)
            (await api.PointsAsync(run, $"m{i}", batch)).Is(200);
        (await AskAsync("index", "\"bins\":1000,")).Is(413);
        (await AskAsync("index", "\"bins\":900,")).Is(200);

        Task<Answer> AskAsync(string x, string more) => api.PostAsync(
            "/api/experiments/aggregate/series", $$"""{"experimentIds":["{{run.Id}}"],"xKey":"{{x}}",{{more}}"yKeys":{{Keys("a")}} }""");
    }

    [Fact]
    public async Task Of_many_points_those_at_the_ends_of_buckets_are_aligned()
    {
        const int Points = 60_000;
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var runs = await ManyAsync(
            api, 2, run => Enumerable.Range(0, Points).Select(i => $$"""{"step":{{(i * 2) + run}},"loss":{{(i * 6) + (run * 3)}},"_ts":{{i}}}"""));
        var asked = $$""" "xKey":"default","yKeys":{{Keys("loss", "Loss", "m.loss")}},"bins":50,"statistics":["MEAN","STD"] """;
        var answer = (await AskAsync(api, runs, asked)).Ok["result"];

        // Keys that mean the same field have the same curve; 'Loss' is no field.
        Assert.Equal(["loss", "m.loss"], answer["series"].All.Select(series => series["metricName"].Text));
        Assert.Equal(2 * 2 * Points, answer["metadata"]["totalDataPoints"].Number);
        foreach (var series in answer["series"].All)
        {
            Assert.Equal(("step", 50), (series["xKey"].Text, series["data"]["x"].Count));
            Assert.Equal((0, (2 * Points) - 1), (series["data"]["x"][0].Number, series["data"]["x"].All.Last().Number));
            // The curve is a line, so that what lies between two of its points is known.
            foreach (var (x, mean) in series["data"]["x"].All.Zip(series["data"]["mean"].All))
                Assert.Equal(3 * x.Number, mean.Number, 6);
        }
    }

    [Theory]
    [InlineData("step", 99_999)]
    [InlineData("index", 119_999)]
    [InlineData("timestamp", 59_999.5)]
    public async Task Of_many_points_of_a_resumed_run_the_later_piece_counts(string x, double last)
    {
        // Steps 0 to 59,999; then again from 40,000 on, with other values.
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var runs = await ManyAsync(api, 1, _ => Enumerable.Range(0, 120_000).Select(i => i < 60_000
            ? $$"""{"step":{{i}},"loss":1,"_ts":{{i / 2.0}}}""" : $$"""{"step":{{i - 20_000}},"loss":2,"_ts":{{i / 2.0}}}"""));
        var asked = $$""" "xKey":"{{x}}","yKeys":{{Keys("loss")}},"bins":40,"statistics":["MEAN"] """;
        var data = (await AskAsync(api, runs, asked)).Ok["result"]["series"][0]["data"];

        Assert.Equal((0, last, 40), (data["x"][0].Number, data["x"].All.Last().Number, data["x"].Count));
        var change = x switch { "step" => 40_000, "index" => 60_000, _ => 30_000 };
        foreach (var (place, mean) in data["x"].All.Zip(data["mean"].All))
            Assert.Equal(place.Number < change - 1 ? 1 : 2, mean.Number);
    }

    [Fact]
    public async Task Experiments_of_others_are_not_found()
    {
        var runs = await RunsAsync(1, _ => ["""{"step":1,"loss":1}"""]);
        var other = shared.Server.NewUser();
        (await other.PostAsync("/api/experiments/aggregate/series", $$"""{"experimentIds":["{{runs[0]}}"],"xKey":"step","yKeys":["loss"]}""")).Is(404);
    }

    /// <summary>Keys of which most mean nothing, but count: with twenty of them a request is large.</summary>
    private static string Keys(params string[] keys) => JsonSerializer.Serialize(keys.Concat(Enumerable.Range(0, 20 - keys.Length).Select(i => $"k{i}")));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private Task<string[]> RunsAsync(int count, Func<int, IEnumerable<string>> points, string metric = "m") => RunsAsync(_api, count, points, metric, 17);

    private static Task<string[]> ManyAsync(Api api, int count, Func<int, IEnumerable<string>> points) => RunsAsync(api, count, points, "m", 6_000);

    private static async Task<string[]> RunsAsync(Api api, int count, Func<int, IEnumerable<string>> points, string metric, int atOnce)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var run = await api.OpenAsync($"r{i}");
            foreach (var batch in points(i).Chunk(atOnce))
                (await api.PointsAsync(run, metric, $"[{string.Join(",", batch)}]")).Is(200);
            ids.Add(run.Id);
        }
        return [.. ids];
    }

    private Task<Answer> AskAsync(string[] runs, string more) => AskAsync(_api, runs, more);

    private static Task<Answer> AskAsync(Api api, string[] runs, string more) =>
        api.PostAsync("/api/experiments/aggregate/series", $$"""{"experimentIds":{{JsonSerializer.Serialize(runs)}},{{more}}}""");
}
