namespace MlDash.Server.Tests;

/// <summary>Section 5: curves of a metric.</summary>
public sealed class Section05SeriesTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_curve_is_answered_in_columns_over_chunks_and_hot_points()
    {
        var run = await _api.OpenAsync();
        await AppendAsync(run, 0, 2_503);
        var answer = (await _api.GetAsync(Path(run, "m/series?fields=loss&x=step&buckets=4"))).Ok;
        Assert.Equal(("m", "step", false), (answer["metric"].Text, answer["x"]["field"].Text, answer["x"]["isElapsed"].True));
        var curve = Assert.Single(answer["series"].All);
        Assert.Equal(("loss", false, true), (curve["field"].Text, curve["isRaw"].True, curve["isOrdered"].True));
        // Blocks of 1,000 points, not the points themselves.
        Assert.Equal(("[0,1,3]", "[0,1000,2000]", "[1001,1000,503]"), (curve["column"].Raw, curve["firstX"].Raw, Totals(curve)));
        Assert.Equal(1_000_000, curve["maxY"].All.Max(most => most.Number));
        Assert.Equal("[]", curve["pieceStarts"].Raw);
    }

    [Fact]
    public async Task Points_that_come_between_reads_are_in_the_next_curve()
    {
        var run = await _api.OpenAsync();
        for (var count = 1_700; count < 6_000; count += 1_700)
        {
            await AppendAsync(run, count - 1_700, 1_700);
            var curve = Assert.Single((await _api.GetAsync(Path(run, "m/series?field=loss&x=index&buckets=10"))).Ok["series"].All);
            Assert.Equal(count - (count > 77 ? 1 : 0), curve["count"].All.Sum(points => points.Number));
            Assert.Equal(count - 1, curve["lastX"].All.Last().Number);
        }
    }

    [Fact]
    public async Task Values_that_are_not_finite_are_counted_and_never_stand_as_numbers()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":NaN},{"y":1},{"y":2},{"y":-Infinity},{"y":null},{"y":3}]""");
        var answer = await _api.GetAsync(Path(run, "m/series?field=y&nan=token"));
        Assert.DoesNotContain("NaN", answer.Ok.Raw, StringComparison.Ordinal);
        var curve = answer.Ok["series"][0];
        Assert.Equal(
            ("[null,1,2,null,3]", "[1,0,0,1,0]", "[0,3]", "[0,3]", "[0,1,1,0,1]"),
            (curve["firstY"].Raw, curve["nonFinite"].Raw, curve["beginWithGap"].Raw, curve["endWithGap"].Raw, curve["count"].Raw));
    }

    [Fact]
    public async Task Where_x_runs_backwards_a_piece_begins()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"step":1,"y":1},{"step":2,"y":2},{"step":1,"y":3},{"step":2,"y":4}]""");
        var curve = Assert.Single((await _api.GetAsync(Path(run, "m/series"))).Ok["series"].All);
        Assert.Equal(("[1,2,1,2]", "[2]"), (curve["firstX"].Raw, curve["pieceStarts"].Raw));
    }

    [Fact]
    public async Task What_no_point_has_is_no_curve()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":1,"name":"x"}]""");
        foreach (var query in (string[])["?field=none", "?field=name", "?x=none", "?from=7&x=index", "?since=5"])
            Assert.Equal("""{"metric":"m","x":null,"series":[]}""", (await _api.GetAsync(Path(run, "m/series" + query))).Ok.Raw);
    }

    [Theory]
    [InlineData("buckets=0", "'buckets' must be a whole number from 1 to 10000; found '0'.")]
    [InlineData("buckets=10001", "'buckets' must be a whole number from 1 to 10000; found '10001'.")]
    [InlineData("buckets=many", "'buckets' must be a whole number from 0; found 'many'.")]
    [InlineData("from=left", "'from' must be a number; found 'left'.")]
    [InlineData("to=inf", "'to' must be a finite number; found 'inf'.")]
    [InlineData("until=NaN", "'until' must be a finite number; found 'NaN'.")]
    public async Task A_parameter_that_cannot_be_used_is_refused_with_what_is_right(string query, string message)
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":1}]""");
        var answer = (await _api.GetAsync(Path(run, "m/series?" + query))).Is(400);
        Assert.Equal(message, answer.Json["message"].Text);
    }

    [Fact]
    public async Task More_than_an_answer_may_hold_is_refused()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", $"[{{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"f{i}\":{i}"))}}}]");
        (await _api.GetAsync(Path(run, "m/series?fields=" + string.Join(',', Enumerable.Range(0, 101).Select(i => $"f{i}"))))).Is(400);
        (await _api.GetAsync(Path(run, "m/series"))).Is(413);
        (await _api.GetAsync(Path(run, "m/series?buckets=10000&fields=" + string.Join(',', Enumerable.Range(0, 21).Select(i => $"f{i}"))))).Is(413);
        Assert.Equal(
            ["f1", "f100"], (await _api.GetAsync(Path(run, "m/series?field=f1&fields=f100,"))).Ok["series"].All.Select(curve => curve["field"].Text));
    }

    [Fact]
    public async Task Who_may_not_read_the_experiment_gets_no_curve_of_it()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":1}]""");
        Assert.Equal(
            (await shared.Server.NewUser().GetAsync(Path(run, "m/data"))).Is(404).Json.Raw,
            (await shared.Server.NewUser().GetAsync(Path(run, "m/series"))).Is(404).Json.Raw);
        (await shared.Server.Anonymous().GetAsync(Path(run, "m/series"))).Is(401);
        (await _api.GetAsync(Path(run, "none/series"))).Is(404);
    }

    [Fact]
    public async Task Curves_of_several_metrics_are_those_of_each_in_the_order_asked_for()
    {
        var (one, two) = (await _api.OpenAsync(), await _api.OpenAsync("run-8"));
        await AppendAsync(one, 0, 2_503);
        await AppendAsync(two, 0, 30);
        const string Query = "?field=loss&field=step&x=index&buckets=40";
        var asked = Asked((two.Id, "m"), (one.Id, "none"), (one.Id, "m"), (two.Id, "m"));
        var answer = (await _api.PostAsync("/api/experiments/series" + Query, asked)).Ok["metrics"];

        var first = (await _api.GetAsync(Path(one, "m/series" + Query))).Ok.Raw;
        var second = (await _api.GetAsync(Path(two, "m/series" + Query))).Ok.Raw;
        Assert.Equal([second, """{"metric":"none","x":null,"series":[]}""", first, second], answer.All.Select(curves => curves.Raw));
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"metrics":[]}""", 400)]
    [InlineData("""{"metrics":"m"}""", 400)]
    [InlineData("""{"metrics":[{"name":"m"}]}""", 400)]
    [InlineData("""{"metrics":[{"experimentId":"#"}]}""", 400)]
    [InlineData("""{"metrics":[{"experimentId":"#","name":"m"},{"experimentId":"1","name":"m"}]}""", 404)]
    [InlineData("""{"metrics":[{"experimentId":#,"name":"m"}]}""", 200)]
    public async Task A_question_for_several_metrics_that_cannot_be_answered_says_so(string body, int status)
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":1}]""");
        (await _api.PostAsync("/api/experiments/series", body.Replace("#", run.Id, StringComparison.Ordinal))).Is(status);
    }

    [Fact]
    public async Task Curves_of_several_metrics_are_bounded_together_and_only_for_those_who_may_read_all()
    {
        var run = await _api.OpenAsync();
        await _api.PointsAsync(run, "m", """[{"y":1,"z":2}]""");
        (string, string)[] many = [.. Enumerable.Repeat((run.Id, "m"), 11)];
        (await _api.PostAsync("/api/experiments/series?buckets=10000", Asked([.. many.Skip(1)]))).Is(200);
        var refused = (await _api.PostAsync("/api/experiments/series?buckets=10000", Asked(many))).Is(413);
        Assert.Contains("200000 of other metrics", refused.Json["message"].Text, StringComparison.Ordinal);
        (await _api.PostAsync("/api/experiments/series?buckets=0", Asked(many))).Is(400);
        (await _api.PostAsync("/api/experiments/series", Asked([.. Enumerable.Repeat((run.Id, "m"), 101)]))).Is(400);

        var other = shared.Server.NewUser();
        var own = await other.OpenAsync();
        (await other.PostAsync("/api/experiments/series", Asked((own.Id, "m"), (run.Id, "m")))).Is(404);
        (await other.PostAsync("/api/experiments/series", Asked((own.Id, "m")))).Is(200);
        (await shared.Server.Anonymous().PostAsync("/api/experiments/series", Asked((run.Id, "m")))).Is(401);
    }

    private static string Asked(params (string Experiment, string Name)[] metrics) =>
        $$"""{"metrics":[{{string.Join(',', metrics.Select(metric => $$"""{"experimentId":"{{metric.Experiment}}","name":"{{metric.Name}}"}"""))}}]}""";

    private static string Path(Run run, string rest) => $"/api/experiments/{run.Id}/metrics/{rest}";

    private static string Totals(Json curve) =>
        $"[{string.Join(',', curve["count"].All.Zip(curve["nonFinite"].All, (finite, other) => finite.Number + (2 * other.Number)))}]";

    private static string Point(int i) => $$"""{"step":{{i}},"loss":{{(i == 77 ? "NaN" : i == 1_500 ? "1000000" : i % 10)}}}""";

    private async Task AppendAsync(Run run, int from, int count) =>
        (await _api.PointsAsync(run, "m", $"[{string.Join(',', Enumerable.Range(from, count).Select(Point))}]")).Is(200);
}
