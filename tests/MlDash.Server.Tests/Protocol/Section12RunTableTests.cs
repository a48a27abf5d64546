using System.Globalization;

namespace MlDash.Server.Tests;

/// <summary>Section 12: the table of the experiments of a namespace.</summary>
public sealed class Section12RunTableTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    private string Runs => $"/api/namespaces/{_api.User}/runs";

    [Fact]
    public async Task A_page_is_in_the_order_of_a_metric_and_has_the_columns_asked_for()
    {
        foreach (var (name, points) in new[]
        {
            ("a", """[{"loss":3,"n":1},{"loss":2,"n":7}]"""), ("b", """[{"loss":NaN},{"loss":1}]"""), ("c", """[{"loss":5},{"loss":NaN}]"""),
            ("d", """[{"other":1}]"""),
        })
            await RecordAsync(name, points, $$"""{"lr":{{name.Length}}.5,"list":[1,2],"name":"{{name}}"}""");

        var answer = await OkAsync("sort=metrics.m.loss.min&column=name&column=metrics.m.loss.min&column=metrics.m.n.max&column=params.list&column=started");
        Assert.Equal(["a", "b", "c", "d"], NamesOf(answer).Order(StringComparer.Ordinal));
        Assert.Equal("b a c d", string.Join(' ', NamesOf(answer)));
        Assert.Equal(("[\"a\",2.0,7.0,\"[1,2]\"", false), (Values(answer["runs"][1]), answer["runs"][1].Has("metrics")));
        Assert.Equal("[\"d\",null,null,\"[1,2]\"", Values(answer["runs"][3]));
        Assert.Equal("c a b d", string.Join(' ', NamesOf(await OkAsync("sort=metrics.m.loss.max&order=desc&column=name"))));
        // The last number that is none comes behind all that are one.
        Assert.Equal("a b c d", string.Join(' ', NamesOf(await OkAsync("sort=metrics.m.loss.last&order=desc&column=name"))));

        static string Values(Json run) => run["values"].Raw[..run["values"].Raw.LastIndexOf(",\"", StringComparison.Ordinal)];
    }

    [Fact]
    public async Task A_filter_selects_and_what_is_wrong_with_one_is_said()
    {
        foreach (var (name, loss) in new[] { ("a", 3), ("b", 1), ("c", 2) })
            await RecordAsync(name, $$"""[{"loss":{{loss}}}]""", $$"""{"lr":0.{{loss}}}""");

        var answer = await OkAsync("filter=" + Uri.EscapeDataString("params.lr > 0.1 and metrics.m.loss.min < 3") + "&column=name");
        Assert.Equal((1, "c"), (answer["total"].Number, Assert.Single(NamesOf(answer))));
        var refusal = await _api.GetAsync($"{Runs}?filter=params.lr%20%3C");
        Assert.Contains("at character 12", refusal.Is(400).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_columns_all_that_is_known_is_answered()
    {
        var run = await RecordAsync("run", """[{"loss":NaN,"text":"x"},{"loss":1},{"loss":3},{"loss":Infinity,"flag":true}]""", """{"lr":NaN,"long":"é"}""");
        var answer = await OkAsync("");
        Assert.Equal((1, false), (answer["total"].Number, answer["hasMore"].True));
        var found = Assert.Single(answer["runs"].All);
        Assert.Equal(
            (run.Id, "run", "run", "RUNNING", "p"),
            (found["id"].Text, found["name"].Text, found["displayPath"].Text, found["status"].Text, found["projectSlug"].Text));
        Assert.Equal(4, found["metrics"]["m"]["points"].Number);
        Assert.Equal("""{"last":null,"min":1,"max":3,"count":2,"nonFinite":2}""", found["metrics"]["m"]["fields"]["loss"].Raw);
        Assert.Equal(["flag", "loss"], found["metrics"]["m"]["fields"].Names);
        Assert.False(found.Has("values"));
    }

    [Fact]
    public async Task Bare_tokens_come_to_those_who_read_them()
    {
        await RecordAsync("run", """[{"loss":NaN}]""", """{"lr":NaN}""");
        var tokens = await _api.GetAsync($"{Runs}?maxAge=0&nan=token&column=params.lr&column=metrics.m.loss");
        Assert.Contains("[NaN,NaN]", tokens.Is(200).Text, StringComparison.Ordinal);
        Assert.Equal("[null,null]", (await OkAsync("nan=null&column=params.lr&column=metrics.m.loss"))["runs"][0]["values"].Raw);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_end()
    {
        for (var i = 0; i < 7; i++)
            await RecordAsync($"run-{i}", "[]", $$"""{"lr":{{i % 3}}}""");
        var names = new List<string>();
        var query = "sort=params.lr&order=desc&first=3&column=params.lr";
        for (var page = await OkAsync(query); ; page = await OkAsync($"{query}&after={page["endCursor"].Text}"))
        {
            names.AddRange(NamesOf(page));
            Assert.Equal(7, page["total"].Number);
            if (!page["hasMore"].True)
                break;
        }

        Assert.Equal("run-2 run-5 run-1 run-4 run-0 run-3 run-6", string.Join(' ', names));
    }

    [Fact]
    public async Task An_answer_without_age_shows_all_that_was_acknowledged_before()
    {
        var run = await RecordAsync("run", """[{"loss":1}]""", "{}");
        // Over chunks that are closed meanwhile.
        for (var i = 2; i < 40; i++)
        {
            await _api.PointsAsync(run, "m", string.Create(CultureInfo.InvariantCulture, $$"""[{"loss":{{i}}}]"""));
            var values = (await OkAsync("column=metrics.m.loss&column=metrics.m.loss.count&column=metrics.m.loss.min"))["runs"][0]["values"].Raw;
            Assert.Equal($"[{i}.0,{i},1.0]", values);
        }
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        var run = await RecordAsync("run", """[{"loss":1}]""", "{}");
        var tag = (await _api.GetAsync($"{Runs}?maxAge=0")).Is(200).Headers["ETag"];
        Assert.Empty((await _api.GetAsync($"{Runs}?maxAge=0", ("If-None-Match", tag))).Is(304).Text);
        await _api.PointsAsync(run, "m", """[{"loss":2}]""");
        Assert.NotEqual(tag, (await _api.GetAsync($"{Runs}?maxAge=0", ("If-None-Match", tag))).Is(200).Headers["ETag"]);
    }

    [Fact]
    public async Task A_table_is_of_a_project_and_of_no_other_user()
    {
        var run = await RecordAsync("run", """[{"loss":1}]""", "{}");
        await _api.OpenAsync("elsewhere", "other");
        Assert.Equal(2, (await OkAsync("column=name"))["total"].Number);
        Assert.Equal("elsewhere", Assert.Single(NamesOf(await OkAsync("project=other&column=name"))));
        (await _api.GetAsync($"{Runs}?project=none")).Is(404);
        (await shared.Server.NewUser().GetAsync(Runs)).Is(404);
        (await _api.DeleteAsync($"/api/projects/{run.Project}")).Is(200);
        Assert.Equal("elsewhere", Assert.Single(NamesOf(await OkAsync("column=name"))));
    }

    [Fact]
    public async Task All_namespaces_that_a_user_may_read_are_one_table()
    {
        foreach (var name in new[] { "a", "c" })
            await RecordAsync(name, "[]", $$"""{"lr":{{name.Length}}}""");
        var (other, stranger) = (shared.Server.NewUser(), shared.Server.NewUser());
        foreach (var (user, name) in new[] { (other, "b"), (stranger, "hidden") })
            await user.OpenAsync(name);
        var membership = $"/api/namespaces/{other.User}/members/{_api.User}";
        (await other.SendAsync(HttpMethod.Put, membership, new StringContent("""{"role":"viewer"}"""))).Is(200);

        var page = (await _api.GetAsync("/api/runs?maxAge=0&sort=name&first=2")).Ok;
        Assert.Equal((3, true, "a b"), (page["total"].Number, page["hasMore"].True, string.Join(' ', NamesOf(page))));
        Assert.Equal([_api.User, other.User], page["runs"].All.Select(run => run["namespaceSlug"].Text));
        Assert.Equal("c", Assert.Single(NamesOf((await _api.GetAsync($"/api/runs?maxAge=0&sort=name&first=2&after={page["endCursor"].Text}")).Ok)));
        Assert.Equal(["a", "c"], NamesOf((await _api.GetAsync("/api/runs?maxAge=0&sort=name&filter=exists%20params.lr")).Ok));
        Assert.Empty(NamesOf((await shared.Server.NewUser().GetAsync("/api/runs?maxAge=0")).Ok));
        (await _api.GetAsync("/api/runs?filter=params.lr%20%3C")).Is(400);
    }

    [Theory]
    [InlineData("sort=loss", "'loss' is no column")]
    [InlineData("column=params.", "'params.' is no column")]
    [InlineData("column=metrics..x", "does not name a metric")]
    [InlineData("order=up", "'order' is asc or desc")]
    [InlineData("first=0", "'first' must be a whole number from 1 to 1000")]
    [InlineData("first=1001", "'first' must be a whole number from 1 to 1000")]
    [InlineData("maxAge=-1", "'maxAge' must be a number of seconds")]
    [InlineData("maxAge=NaN", "'maxAge' must be a number of seconds")]
    [InlineData("after=x", "does not say where a page")]
    public async Task What_cannot_be_answered_is_refused(string query, string message) =>
        Assert.Contains(message, (await _api.GetAsync($"{Runs}?{query}")).Is(400).Json["message"].Text, StringComparison.Ordinal);

    [Fact]
    public async Task More_columns_than_an_answer_has_are_refused() =>
        (await _api.GetAsync($"{Runs}?{string.Join('&', Enumerable.Range(0, 101).Select(i => $"column=params.p{i}"))}")).Is(400);

    [Fact]
    public async Task Many_tables_are_answered_though_few_are_kept()
    {
        await RecordAsync("run", """[{"loss":1}]""", "{}");
        for (var i = 0; i < 20; i++)
        {
            await _api.OpenAsync("x", $"project-{i}");
            Assert.Equal(1, (await OkAsync($"project=project-{i}"))["total"].Number);
        }

        Assert.Equal(1, (await OkAsync("project=p"))["total"].Number);
    }

    private static IEnumerable<string> NamesOf(Json page) => page["runs"].All.Select(run => run["name"].Text);

    private async Task<Json> OkAsync(string query) => (await _api.GetAsync($"{Runs}?maxAge=0&{query}")).Ok;

    private async Task<Run> RecordAsync(string name, string points, string parameters)
    {
        var run = await _api.OpenAsync(name);
        (await _api.PostAsync($"/api/experiments/{run.Id}/parameters", $$"""{"data":{{parameters}}}""")).Is(200);
        if (points.Length > 2)
            (await _api.PointsAsync(run, "m", points)).Is(200);
        return run;
    }
}
