using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Transfer;

namespace MlDash.Remote.Tests;

[Collection(Scene.OneAtATime)]
public sealed class ServerSearchTests
{
    [Fact]
    public async Task Experiments_are_found_over_many_pages_once_each()
    {
        await using var scene = await Scene.WithServerAsync();
        for (var i = 0; i < 450; i++)
            await using (await Scene.StartAsync(scene.Remote(), $"run-{i:000}", project: i % 2 == 0 ? "even" : "odd"))
            {
            }

        var found =
            await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Projects = [Text.Wildcard.ForName("odd")] }, CancellationToken.None));
        Assert.Equal(225, found.Select(record => record.Path.Value).Distinct().Count());
        Assert.Equal(225, found.Count);
    }

    [Theory]
    [InlineData("alice", new[] { "alice/a/b", "alice/a/bb/x", "alice/a/b[1]/x", "alice/a/c/in/x", "alice/aa/b" })]
    [InlineData("alice/a", new[] { "alice/a/b", "alice/a/bb/x", "alice/a/b[1]/x", "alice/a/c/in/x" })]
    [InlineData("alice/a/b[1]", new[] { "alice/a/b[1]/x" })]
    [InlineData("alice/a/c/in", new[] { "alice/a/c/in/x" })]
    [InlineData("ali", new string[0])]
    public async Task A_search_below_a_path_finds_what_lies_there_and_nothing_beside_it(string under, string[] expected)
    {
        await using var scene = await Scene.WithServerAsync();
        foreach (var (project, prefix) in new[] { ("a", "b"), ("a", "bb/x"), ("a", "b[1]/x"), ("a", "c/in/x"), ("aa", "b") })
            await (await Scene.StartAsync(scene.Remote(), prefix, project)).DisposeAsync();

        var found = await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Under = ExperimentPath.Parse(under) }, CancellationToken.None));

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(record => record.Path.Value).Order(StringComparer.Ordinal));
        var first =
            await Scene.ToListAsync(scene.Remote().FindAsync(new ExperimentQuery { Under = ExperimentPath.Parse(under), First = 1 }, CancellationToken.None));
        Assert.Equal(found.Take(1).Select(record => record.Path), first.Select(record => record.Path));
    }

    [Fact]
    public async Task Nothing_of_another_user_is_found_read_or_written()
    {
        await using var scene = await Scene.WithServerAsync();
        await Recorded.Fill(await Scene.StartAsync(scene.Remote(), "run"));
        var bob = scene.Remote("bob");
        Assert.Null(await bob.GetAsync(ExperimentPath.Parse("alice/project/run"), CancellationToken.None));
        Assert.Empty(await Scene.ToListAsync(bob.FindAsync(new ExperimentQuery(), CancellationToken.None)));
        var refused = await Assert.ThrowsAnyAsync<MlDashException>(
            () => Experiment.StartAsync(
                bob.ToStore(), ExperimentPath.Parse("alice/project/run"), null, new ExperimentChange(), new Recording.RecordingOptions()));
        Assert.False(refused is NetworkException { IsTransient: true });
    }
}
