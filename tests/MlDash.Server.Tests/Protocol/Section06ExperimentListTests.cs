using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Nodes;

namespace MlDash.Server.Tests;

/// <summary>Section 6, additions: experiments by order, filter and place.</summary>
public sealed class Section06ExperimentListTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Theory]
    [InlineData("", "alpha,delta,Gamma,beta")]
    [InlineData("statuses: [FAILED, COMPLETED]", "Gamma,beta")]
    [InlineData("statuses: []", "alpha,delta,Gamma,beta")]
    [InlineData("tags: [\"GPU\"]", "alpha,Gamma,beta")]
    [InlineData("tags: [\"gpu\", \"Slow\"]", "alpha")]
    [InlineData("tags: [\"gpu\"], statuses: [FAILED]", "Gamma")]
    [InlineData("tags: [\"gp\"]", "")]
    [InlineData("names: [\"*A\"]", "alpha,delta,Gamma,beta")]
    [InlineData("names: [\"g*\", \"BETA\"]", "Gamma,beta")]
    [InlineData("startedSince: \"2026-03-02T01:00:00+01:00\"", "alpha,delta,Gamma")]
    [InlineData("startedSince: \"2026-03-02T00:00:00.000001Z\"", "alpha,delta")]
    [InlineData("startedSince: \"2026-03-02T00:00:00Z\", statuses: [RUNNING, FAILED], names: [\"?????\"]", "alpha,delta,Gamma")]
    public async Task Experiments_come_by_their_start_and_fit_every_filter(string filters, string names)
    {
        await FillAsync();
        foreach (var list in (string[])[
            "experimentsPaginated(projectSlug: \"p\"",
            "searchExperimentsPaginated(pattern: \"*/*/*\"",
            "searchExperimentsPaginated(pattern: \"*/p/*\""
        ])
        {
            Assert.Equal(names, await NamesAsync($"{list}, sort: STARTED {filters})"));
            // The other order holds the same ones.
            Assert.Equal(names.Split(',').Order(StringComparer.Ordinal), (await NamesAsync($"{list} {filters})")).Split(',').Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Projects_are_chosen_by_patterns_in_whatever_case()
    {
        await FillAsync();
        await _api.OpenAsync("elsewhere", "Other");
        Assert.Equal("elsewhere", await NamesAsync("searchExperimentsPaginated(pattern: \"*/*/*\", projects: [\"oth*\"])"));
        Assert.Equal("", await NamesAsync("searchExperimentsPaginated(pattern: \"*/*/*\", projects: [\"none\"])"));
        Assert.Equal(
            "elsewhere,alpha",
            await NamesAsync("searchExperimentsPaginated(pattern: \"*/*/*\", projects: [\"OTHER\", \"P\"], names: [\"e*\", \"al*\"], sort: STARTED)"));
    }

    [Theory]
    [InlineData("STARTED", "alpha,delta,Gamma,beta")]
    [InlineData("UPDATED", "beta,delta,Gamma,alpha")]
    public async Task Pages_that_go_on_from_a_place_hold_each_one_once(string sort, string names)
    {
        await FillAsync();
        var (seen, after, more) = (new List<string>(), (string?)null, true);
        while (more)
        {
            var page = await PageAsync($"experimentsPaginated(projectSlug: \"p\", sort: {sort}, limit: 1, after: {JsonSerializer.Serialize(after)})");
            seen.Add(Assert.Single(page["experiments"].All)["name"].Text);
            Assert.InRange(seen.Count, 1, 4);
            (after, more) = (page["endCursor"].Text, page["hasMore"].True);
            // One that was turned already moves; the others are not pushed.
            if (sort == "STARTED")
                await _api.OpenAsync(seen[0]);
        }
        Assert.Equal(names, string.Join(",", seen));
        var behind = await PageAsync($"experimentsPaginated(projectSlug: \"p\", sort: {sort}, after: {JsonSerializer.Serialize(after)})");
        Assert.Equal((0, true, false), (behind["experiments"].Count, behind["endCursor"].IsNull, behind["hasMore"].True));
    }

    [Fact]
    public async Task The_total_counts_what_fits_on_all_pages()
    {
        await FillAsync();
        async Task<double> TotalAsync(string arguments) =>
            (await _api.GraphAsync(
                $"{{ experimentsPaginated(projectSlug: \"p\", limit: 1, {arguments}) {{ totalCount }} }}")).Data["experimentsPaginated"]["totalCount"].Number;
        Assert.Equal(
            (4, 2, 3),
            (await TotalAsync("sort: STARTED"), await TotalAsync("statuses: [FAILED, COMPLETED]"), await TotalAsync("tags: [\"gpu\"], sort: STARTED")));
        var page = await PageAsync("experimentsPaginated(projectSlug: \"p\", limit: 2, sort: STARTED)");
        Assert.Equal(4, await TotalAsync($"sort: STARTED, after: \"{page["endCursor"].Text}\""));
    }

    [Theory]
    [InlineData("after: \"nonsense\"", "after")]
    [InlineData("sort: STARTED, after: \"u2026/1\"", "same 'sort'")]
    [InlineData("startedSince: \"noon\"", "startedSince")]
    [InlineData("names: [\"[z-a]\"]", "[z-a]")]
    public async Task An_argument_that_cannot_be_used_is_named(string arguments, string named)
    {
        await FillAsync();
        var answer = (await _api.GraphAsync($"{{ experimentsPaginated(projectSlug: \"p\", {arguments}) {{ hasMore }} }}")).Is(200).Json;
        Assert.Contains(named, answer["errors"][0]["message"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_of_many_reads_no_more_than_it_answers()
    {
        await using var counting = await CountingServer.StartAsync();
        var api = counting.Server.NewUser();
        await api.ProjectAsync("p");
        var stores = counting.Server.Services.GetRequiredService<StoreCollections>();
        var tree = counting.Server.Services.GetRequiredService<NodeTree>();
        var cancel = TestContext.Current.CancellationToken;
        var project = Assert.Single(await stores.Projects.AllAsync(cancel).ToListAsync(cancel));
        await Parallel.ForAsync(0, 500, cancel, async (i, one) =>
            await tree.UpsertExperimentAsync(new Place(project, null), $"run-{i}", new ExperimentGiven(null, ["t"], null, null, false), one));
        foreach (var arguments in (string[])[
            "sort: STARTED",
            "sort: STARTED, statuses: [RUNNING]",
            "sort: STARTED, tags: [\"t\"]",
            "sort: STARTED, startedSince: \"2020-01-01T00:00:00Z\""
        ])
        {
            var (_, heads, documents, _) = await counting.ReadByAsync(async () =>
                (await api.GraphAsync(
                    $"{{ searchExperimentsPaginated(pattern: \"*/*/*\", limit: 3, {arguments}) {{ experiments {{ name }} hasMore }} }}")).Data["searchExperimentsPaginated"]["hasMore"].True.ToString());
            Assert.InRange(heads, 3, 8);
            Assert.InRange(documents, 3, 8);
        }
    }

    [Fact]
    public async Task A_project_whose_removal_has_begun_is_in_no_list()
    {
        await FillAsync();
        await _api.OpenAsync("kept", "q");
        var stores = shared.Server.Services.GetRequiredService<StoreCollections>();
        var project = (await _api.GraphAsync("{ project(projectSlug: \"p\") { id } }")).Data["project"]["id"].Text;
        await stores.Projects.ChangeAsync(project, p => p with { DeletedAt = p.UpdatedAt }, TestContext.Current.CancellationToken);
        Assert.Equal("kept", await NamesAsync("searchExperimentsPaginated(pattern: \"*/*/*\", sort: STARTED)"));
        (await _api.DeleteAsync($"/api/projects/{project}")).Is(200);
    }

    private async Task FillAsync()
    {
        // In the order they were changed: alpha first, beta last.
        foreach (var (name, status, tags, started) in ((string, string, string, string)[])[
            ("alpha", "RUNNING", """["gpu","slow"]""", "2026-03-04T00:00:00Z"), ("Gamma", "FAILED", """["Gpu"]""", "2026-03-02T00:00:00Z"),
            ("delta", "RUNNING", "[]", "2026-03-03T00:00:00Z"), ("beta", "COMPLETED", """["gpu","x"]""", "2026-03-01T00:00:00Z")])
        {
            var run = await _api.OpenAsync(name);
            (await _api.PatchAsync($"/api/nodes/{run.Node}", $$"""{"status":"{{status}}","tags":{{tags}},"startedAt":"{{started}}"}""")).Is(200);
        }
    }

    private async Task<Json> PageAsync(string field)
    {
        var data = (await _api.GraphAsync($"{{ {field} {{ experiments {{ name }} hasMore endCursor }} }}")).Data;
        return data[data.Names.Single()];
    }

    private async Task<string> NamesAsync(string field) => string.Join(",", (await PageAsync(field))["experiments"].All.Select(e => e["name"].Text));
}
