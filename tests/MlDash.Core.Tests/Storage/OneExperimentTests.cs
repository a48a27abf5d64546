using MlDash.Experiments;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>A query for one experiment by its path looks at this one alone.</summary>
public sealed class OneExperimentTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Its_facts_are_read_without_a_look_at_its_neighbours()
    {
        foreach (var path in new[] { "project/run", "project/run/inner", "other/project/run" })
        {
            var run = await _scene.StartAsync(path);
            await run.CompleteAsync(ExperimentStatus.Completed);
        }

        _scene.Put("project/broken/experiment.json", "{");
        Assert.Equal(["project/run"], await FindAsync("project/run"));
        Assert.Equal(["project/run/inner"], await FindAsync("project/run/inner"));
        Assert.Empty(await FindAsync("project/none"));
        Assert.Empty(_scene.Store.Warnings);
    }

    private async Task<List<string>> FindAsync(string path)
    {
        var found = new List<string>();
        var none = new Dictionary<ExperimentPath, RunFacts>();
        await foreach (var run in _scene.Store.ReadFactsAsync(new() { At = ExperimentPath.Parse(path) }, none, default))
            found.Add(run.Experiment.Path.Value);
        return found;
    }
}
