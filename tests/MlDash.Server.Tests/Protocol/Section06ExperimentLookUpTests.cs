using Microsoft.Extensions.DependencyInjection;
using MlDash.Server.Documents;
using MlDash.Server.Nodes;

namespace MlDash.Server.Tests;

/// <summary>Section 6: one experiment by its path.</summary>
public sealed class Section06ExperimentLookUpTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_path_finds_the_one_in_the_folder_and_a_bare_name_the_one_at_the_top_else_the_one_changed_last()
    {
        var project = await _api.ProjectAsync("p");
        var (f, g) = (await _api.FolderAsync(project, "ROOT", "f"), await _api.FolderAsync(project, "ROOT", "g"));
        var (inF, inG) = (await _api.OpenAsync("run", parentId: f), await _api.OpenAsync("run", parentId: g));
        Assert.Equal((inF.Id, inG.Id), (await FindAsync("f/run"), await FindAsync("/g/run/")));
        Assert.Equal(inG.Id, await FindAsync("run"));
        (await _api.PatchAsync($"/api/nodes/{inF.Node}", """{"description":"changed"}""")).Is(200);
        Assert.Equal(inF.Id, await FindAsync("run"));
        var top = await _api.OpenAsync("run");
        (await _api.PatchAsync($"/api/nodes/{inG.Node}", """{"description":"changed"}""")).Is(200);
        Assert.Equal(top.Id, await FindAsync("run"));
        foreach (var none in (string[])["h/run", "un", "f/ru", "f", "", "/"])
            Assert.Null(await FindAsync(none));
    }

    [Fact]
    public async Task A_renamed_experiment_is_found_by_its_new_name_alone_and_a_deleted_one_not_at_all_until_it_is_made_anew()
    {
        var project = await _api.ProjectAsync("p");
        var folder = await _api.FolderAsync(project, "ROOT", "f");
        var run = await _api.OpenAsync("old", parentId: folder);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", """{"name":"new"}""")).Is(200);
        Assert.Equal((run.Id, run.Id), (await FindAsync("f/new"), await FindAsync("new")));
        Assert.Equal((null, null), (await FindAsync("f/old"), await FindAsync("old")));
        (await _api.DeleteAsync($"/api/nodes/{run.Node}")).Is(200);
        Assert.Equal((null, null), (await FindAsync("f/new"), await FindAsync("new")));
        var again = await _api.OpenAsync("new", parentId: folder);
        Assert.NotEqual(run.Id, again.Id);
        Assert.Equal(again.Id, await FindAsync("f/new"));
    }

    [Fact]
    public async Task A_look_up_reads_as_much_of_the_store_among_a_thousand_experiments_as_alone()
    {
        await using var counting = await CountingServer.StartAsync();
        var api = counting.Server.NewUser();
        await api.ProjectAsync("p");
        await api.OpenAsync("wanted");
        async Task<string> ReadsAsync()
        {
            var all = new List<string>();
            foreach (var name in (string[])["wanted", "none", "f/none"])
                all.Add($"{await counting.ReadByAsync(() => FindAsync(name, api))}");
            return string.Join(" ", all);
        }
        await ReadsAsync();
        var alone = await ReadsAsync();
        var tree = counting.Server.Services.GetRequiredService<NodeTree>();
        var stores = counting.Server.Services.GetRequiredService<StoreCollections>();
        var project = Assert.Single(await stores.Projects.AllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        await Parallel.ForAsync(1, 1000, async (i, cancellationToken) =>
            await tree.UpsertExperimentAsync(new Place(project, null), $"run-{i}", new ExperimentGiven(null, null, null, null, false), cancellationToken));
        Assert.Equal(1000, await stores.Nodes.CountAsync(StoreCollections.ExperimentsKey(project.Id), TestContext.Current.CancellationToken));
        Assert.Equal(alone, await ReadsAsync());
    }

    private Task<string?> FindAsync(string name) => FindAsync(name, _api);

    private static async Task<string?> FindAsync(string name, Api api)
    {
        var found =
            (await api.GraphAsync("query($n: String!) { experiment(projectSlug: \"p\", experimentName: $n) { id } }", new { n = name })).Data["experiment"];
        return found.IsNull ? null : found["id"].Text;
    }
}
