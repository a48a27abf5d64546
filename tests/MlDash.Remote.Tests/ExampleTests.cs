using MlDash.Text;

namespace MlDash.Remote.Tests;

/// <summary>The scripts of <c>examples/</c> that record to a server, run as a newcomer runs them.</summary>
[Collection(Scene.OneAtATime)]
public sealed class ExampleTests
{
    [Fact]
    public async Task The_remote_example_records_on_the_server_and_shows_it()
    {
        await using var scene = await Scene.WithServerAsync();
        using var example = ShellProcess.Example(scene, "remote.ps1");

        Assert.Contains("Completed", await example.WaitAsync(), StringComparison.Ordinal);
        Assert.Equal(ExperimentStatus.Completed, (await scene.FindAsync("alice/project/my-experiment")).Status);
        Assert.Equal(0, scene.Spooled);
    }

    [Fact]
    public async Task The_pipeline_leaves_the_network_out_of_the_build_and_sends_its_record_at_the_end()
    {
        await using var scene = await Scene.WithServerAsync();
        using var example = ShellProcess.Example(scene, "ci-pipeline.ps1");

        Assert.Contains("Sent to the server", await example.WaitAsync(), StringComparison.Ordinal);
        var store = scene.Remote();
        var found = await store.FindAsync(new ExperimentQuery { Projects = [Wildcard.ForName("builds")] }, CancellationToken.None).ToListAsync();
        Assert.Equal(ExperimentStatus.Completed, Assert.Single(found).Status);
        Assert.Equal(0, scene.Spooled);
    }
}
