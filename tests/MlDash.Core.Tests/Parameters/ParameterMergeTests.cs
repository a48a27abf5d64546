using System.Collections;
using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Tests.Support;

namespace MlDash.Tests.Parameters;

public sealed class ParameterMergeTests : IDisposable
{
    private const string File = "project/run/parameters.json";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Given_keys_win_others_stay_and_the_version_counts_the_writes()
    {
        await using var experiment = await _scene.StartAsync();

        await experiment.Parameters.SetAsync(new OrderedDictionary { ["lr"] = 0.1, ["seed"] = 1 });
        await experiment.Parameters.SetAsync(new OrderedDictionary { ["lr"] = 0.01, ["epochs"] = 5 });

        var document = Document();
        Assert.Equal(2, document.GetProperty("version").GetInt32());
        Assert.Equal("""{"lr":0.01,"seed":1,"epochs":5}""", document.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task The_time_of_the_first_write_is_kept_and_that_of_the_last_moves()
    {
        await using var experiment = await _scene.StartAsync();
        await experiment.Parameters.SetAsync(new Hashtable { ["a"] = 1 });
        var first = Document();

        await experiment.Parameters.SetAsync(new Hashtable { ["a"] = 2 });

        var second = Document();
        Assert.Equal(first.GetProperty("createdAt").GetString(), second.GetProperty("createdAt").GetString());
        Assert.True(string.CompareOrdinal(second.GetProperty("updatedAt").GetString(), first.GetProperty("updatedAt").GetString()) > 0);
        Assert.Equal(["version", "data", "createdAt", "updatedAt"], second.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_document_without_the_time_of_its_first_write_gets_none_invented()
    {
        _scene.Put(File, """{"version": 7, "data": {"a": 1}, "updatedAt": "2026-01-31T12:34:56Z"}""");
        await using var experiment = await _scene.StartAsync();

        await experiment.Parameters.SetAsync(new Hashtable { ["b"] = 2 });

        Assert.Equal(8, Document().GetProperty("version").GetInt32());
        Assert.False(Document().TryGetProperty("createdAt", out _));
    }

    [Fact]
    public async Task Nothing_given_writes_nothing()
    {
        await using var experiment = await _scene.StartAsync();

        await experiment.Parameters.SetAsync(new Hashtable { ["empty"] = new Hashtable() });

        Assert.False(System.IO.File.Exists(_scene.In(File)));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_kept_apart_in_one_write_and_across_writes()
    {
        await using var experiment = await _scene.StartAsync();

        await experiment.Parameters.SetAsync(new OrderedDictionary(StringComparer.Ordinal) { ["lr"] = 1, ["LR"] = 2 });
        await experiment.Parameters.SetAsync(new OrderedDictionary { ["Lr"] = 3 });

        Assert.Equal("""{"lr":1,"LR":2,"Lr":3}""", Document().GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_damaged_file_is_an_error_that_changes_nothing()
    {
        var file = _scene.Put(File, """{"version": 3, "data": {"lr": 0.1""");
        await using var experiment = await _scene.StartAsync();

        var error = await Assert.ThrowsAsync<StorageException>(() => experiment.Parameters.SetAsync(new Hashtable { ["b"] = 2 }));

        Assert.Equal("DocumentDamaged", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Equal("""{"version": 3, "data": {"lr": 0.1""", System.IO.File.ReadAllText(file));
    }

    [Fact]
    public async Task A_damaged_file_is_kept_aside_when_told_to_begin_anew()
    {
        var file = _scene.Put(File, "{\"version\": 3, \"da");
        await using var experiment = await _scene.StartAsync();

        await experiment.Parameters.SetAsync(new Hashtable { ["b"] = 2 }, replaceDamaged: true);

        Assert.Equal(2L, (await experiment.Parameters.GetAsync())["b"]);
        var aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!, "parameters.json.corrupt-*"));
        Assert.Equal("{\"version\": 3, \"da", System.IO.File.ReadAllText(aside));
        Assert.Contains(aside, Assert.Single(experiment.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_told_to_a_reader_too()
    {
        _scene.Put(File, "no json");
        await using var experiment = await _scene.StartAsync();

        Assert.Equal("DocumentDamaged", (await Assert.ThrowsAsync<StorageException>(() => experiment.Parameters.GetAsync())).ErrorId);
    }

    [Fact]
    public async Task A_document_without_data_is_the_flat_set_itself()
    {
        _scene.Put(File, """{"lr": 0.5, "name": "x"}""");
        await using var experiment = await _scene.StartAsync();

        Assert.Equal(0.5, (await experiment.Parameters.GetAsync())["lr"]);
    }

    [Fact]
    public async Task Writers_at_once_lose_no_parameter_of_each_other()
    {
        await using var experiment = await _scene.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await experiment.Parameters.SetAsync(new Hashtable { [$"p{writer}.{i}"] = i });
        })));

        Assert.Equal(80, (await experiment.Parameters.GetAsync()).Count);
        Assert.Equal(80, Document().GetProperty("version").GetInt32());
    }

    [Fact]
    public void A_file_of_parameters_that_is_no_object_is_an_error_that_names_it()
    {
        var file = _scene.Put("list.json", "[1, 2]");

        var error = Assert.Throws<StorageException>(() => ExperimentParameters.ReadJson(file));

        Assert.Equal("DocumentDamaged", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    private JsonElement Document() => JsonDocument.Parse(System.IO.File.ReadAllBytes(_scene.In(File))).RootElement;
}
