using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class ExperimentSearchTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Experiments_of_every_layout_are_found_in_the_order_of_their_paths()
    {
        string[] paths = ["ada/vision/f1/run-7", "ada/vision/run", "logs/inner", "my-experiment", "project/run", "project/run/inner", "vision/run"];
        foreach (var path in paths.Reverse())
            _scene.Put(path + "/experiment.json", $$"""{"name": "{{path.Split('/')[^1]}}", "project": "p", "prefix": "somewhere/else"}""");
        _scene.Put("project/run/files/models/experiment.json", "{}");
        _scene.Put("project/run/metrics/experiment.json", "{}");

        Assert.Equal(paths, await FoundAsync());
        Assert.Empty(_scene.Store.Warnings);
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task Links_are_not_entered()
    {
        _scene.Put("project/run/experiment.json", "{}");
        Directory.CreateSymbolicLink(_scene.In("project/loop"), _scene.Root);
        Directory.CreateSymbolicLink(_scene.In("alias"), _scene.In("project"));

        Assert.Equal(["project/run"], await FoundAsync());
    }

    [Fact]
    public async Task Broken_documents_are_told_and_hide_no_other()
    {
        _scene.Put("a/experiment.json", "{\"name\": ");
        _scene.Put("b/experiment.json", "{}");
        File.WriteAllBytes(_scene.Put("c/experiment.json", string.Empty), [.. "{\"name\": \""u8, 0xFF, .. "\"}"u8]);
        for (var i = 0; i < 20; i++)
            _scene.Put($"d/{i:00}/experiment.json", "{\"tags\": 5, \"runs\": [1, {}], \"created_at\": 7, \"metadata\": []}");

        Assert.Equal(21, (await FoundAsync()).Count());
        Assert.Equal(2, _scene.Store.Warnings.Count);
        Assert.Contains(_scene.Store.Warnings, warning => warning.Contains(_scene.In("a/experiment.json"), StringComparison.Ordinal));
        Assert.Contains(_scene.Store.Warnings, warning => warning.Contains(_scene.In("c/experiment.json"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", new[] { "a/b", "a/b/in", "a/bb", "a/c1/x", "a/c[1]/x" })]
    [InlineData("a/b", new[] { "a/b/in" })]
    [InlineData("a/c[1]", new[] { "a/c[1]/x" })]
    [InlineData("none", new string[0])]
    public async Task A_search_below_a_path_finds_what_lies_there_and_nothing_beside_it(string under, string[] expected)
    {
        foreach (var prefix in new[] { "a/b", "a/b/in", "a/bb", "ab/b", "a/c[1]/x", "a/c1/x" })
            await (await _scene.StartAsync(prefix)).DisposeAsync();

        var found = await _scene.Store.FindAsync(new() { Under = ExperimentPath.Parse(under) }, default).Select(record => record.Path.Value).ToListAsync();

        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
        Assert.Equal(
            found.Take(1),
            await _scene.Store.FindAsync(new() { Under = ExperimentPath.Parse(under), First = 1 }, default).Select(record => record.Path.Value).ToListAsync());
    }

    private async Task<IEnumerable<string>> FoundAsync() => await _scene.Store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();
}
