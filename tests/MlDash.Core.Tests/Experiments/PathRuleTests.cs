using MlDash.Tests.Support;

namespace MlDash.Tests.Experiments;

public sealed class PathRuleTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("a\\..\\b")]
    [InlineData("c:")]
    [InlineData("a*")]
    [InlineData("a?")]
    [InlineData("a\"b")]
    [InlineData("a<b")]
    [InlineData("a>b")]
    [InlineData("a|b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData("a. /b")]
    [InlineData("...")]
    [InlineData("con")]
    [InlineData("CON.txt")]
    [InlineData("a/nul")]
    [InlineData("Aux .log")]
    [InlineData("prn")]
    [InlineData("COM1")]
    [InlineData("lpt9.tar.gz")]
    public void A_segment_no_disk_would_keep_or_that_points_elsewhere_is_refused(string path) =>
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Parse(path)).ErrorId);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("/a/b/", "a/b")]
    [InlineData("console/com10/nulls", "console/com10/nulls")]
    [InlineData(".hidden/a.b.c", ".hidden/a.b.c")]
    [InlineData("läuft/日本 語/🚀", "läuft/日本 語/🚀")]
    [InlineData("{braces} & (more), 100%", "{braces} & (more), 100%")]
    public void What_every_disk_keeps_is_taken_with_outer_slashes_dropped(string path, string expected) =>
        Assert.Equal(expected, ExperimentPath.Parse(path).Value);

    [Fact]
    public void The_error_names_the_segment_and_why()
    {
        var error = Assert.Throws<ExperimentException>(() => ExperimentPath.Parse("good/ba:d/good"));

        Assert.Contains("'ba:d'", error.Message, StringComparison.Ordinal);
        Assert.Contains("':'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", 255)]
    [InlineData("ä", 127)]
    [InlineData("模", 85)]
    [InlineData("🚀", 63)]
    public void A_segment_is_as_long_as_disks_take_in_bytes_and_no_longer(string letter, int most)
    {
        var longest = string.Concat(Enumerable.Repeat(letter, most));

        Assert.Equal(longest, ExperimentPath.Parse(longest).Value);
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Parse(longest + letter)).ErrorId);
    }

    [Theory]
    [InlineData("COM\u00b9")]
    [InlineData("lpt\u00b3.txt")]
    [InlineData("CONIN$")]
    [InlineData("conout$.log")]
    [InlineData("a/experiment.json")]
    [InlineData("a/Parameters.JSON")]
    [InlineData(".experiment.lock/b")]
    [InlineData(".parameters.lock")]
    [InlineData("logs.jsonl")]
    [InlineData("data.jsonl")]
    [InlineData("metadata.json")]
    [InlineData(".metadata.lock")]
    [InlineData(".mldash-index")]
    public void A_name_of_a_device_or_of_a_file_of_the_format_is_refused(string path) =>
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Parse(path)).ErrorId);

    [Fact]
    public async Task Half_a_character_which_would_come_back_as_another_one_is_refused()
    {
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Parse("half \ud83d of a pair")).ErrorId);
        Assert.Equal(
            "IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.Store.GetAsync(ExperimentPath.Recorded("\ude80"), default))).ErrorId);
    }

    [Theory]
    [InlineData("run:1")]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("q?x/run.")]
    [InlineData("a/CON/\"quoted\"")]
    [InlineData("a\\b")]
    [InlineData("data.jsonl")]
    public void What_is_recorded_already_is_taken_under_its_name(string path) => Assert.Equal(path, ExperimentPath.Recorded(path).Value);

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    public void What_leads_elsewhere_is_no_path_of_anything_recorded(string path) =>
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Recorded(path)).ErrorId);

    [Theory]
    [InlineData("ada/vision/f1/run-7", "ada", "vision")]
    [InlineData("ada/vision/run-7", "ada", "vision")]
    [InlineData("vision/run-7", "vision", "vision")]
    [InlineData("run-7", null, null)]
    public void Without_a_project_it_is_the_first_folder_and_for_the_SDK_the_second_behind_the_owner(string path, string? project, string? ofSdk)
    {
        Assert.Equal(project, ExperimentPath.Parse(path).Project);
        Assert.Equal(ofSdk, ExperimentPath.Parse(path).ProjectOfSdk);
        Assert.Equal("run-7", ExperimentPath.Parse(path).Name);
    }

    [Theory]
    [InlineData("project", null, "run", "project/run")]
    [InlineData("project", "sweeps/", "/run/", "project/sweeps/run")]
    [InlineData(null, null, "a/b/c", "a/b/c")]
    [InlineData("", "", "a", "a")]
    public void Project_folder_and_prefix_are_joined(string? project, string? folder, string prefix, string expected) =>
        Assert.Equal(expected, ExperimentPath.Of(project, folder, prefix).Value);

    [Theory]
    [InlineData("..", "run")]
    [InlineData("a/../..", "run")]
    [InlineData("project", "../../run")]
    public void Neither_project_nor_prefix_leads_out(string project, string prefix) =>
        Assert.Equal("IllegalPath", Assert.Throws<ExperimentException>(() => ExperimentPath.Of(project, null, prefix)).ErrorId);

    [Theory]
    [InlineData("logs")]
    [InlineData("metrics")]
    [InlineData("tracks")]
    [InlineData("files")]
    public async Task A_data_folder_of_an_experiment_holds_no_other_experiment(string folder)
    {
        await using (await _scene.StartAsync("project/run"))
        {
            Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync($"project/run/{folder}"))).ErrorId);
            Assert.Equal("IllegalPath", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync($"project/run/{folder}/inner"))).ErrorId);
        }

        await using var elsewhere = await _scene.StartAsync($"project/{folder}/inner");
        Assert.True(Directory.Exists(_scene.In("project", folder, "inner")));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task A_link_out_of_the_root_is_refused()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_scene.Outside, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(_scene.In("project"), outside);

        await Escapes("project/run");
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task A_link_out_of_the_root_by_way_of_another_link_is_refused()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_scene.Outside, "elsewhere", "inner")).FullName;
        Directory.CreateSymbolicLink(_scene.In("first"), Path.Combine(_scene.Outside, "elsewhere"));
        Directory.CreateSymbolicLink(_scene.In("second"), _scene.In("first", "inner"));
        Directory.CreateSymbolicLink(_scene.In("relative"), Path.Combine("first", "inner"));

        await Escapes("second/run");
        await Escapes("relative/run");
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task A_link_to_a_sibling_whose_name_begins_like_the_root_is_refused()
    {
        Directory.CreateDirectory(_scene.Root + "-other");
        Directory.CreateSymbolicLink(_scene.In("project"), _scene.Root + "-other");

        await Escapes("project/run");
    }

    [Fact]
    [Trait("Wine", "no: it makes no symbolic links")]
    public async Task A_link_that_stays_under_the_root_is_followed_also_when_the_root_lies_behind_a_link()
    {
        Directory.CreateDirectory(_scene.In("real"));
        Directory.CreateSymbolicLink(_scene.In("alias"), _scene.In("real"));
        Directory.CreateSymbolicLink(_scene.In("near"), "real");
        var around = Directory.CreateSymbolicLink(Path.Combine(_scene.Outside, "around"), _scene.Outside).FullName;
        var behind = new MlDash.Storage.Local.LocalExperimentStore(Path.Combine(around, "root"));

        await using (await _scene.StartAsync("alias/one"))
        await using (await _scene.StartAsync("near/two"))
        await using (await Experiment.StartAsync(behind.ToStore(), ExperimentPath.Parse("alias/three"), null, Scene.Unchanged, new()))
            Assert.Equal(["one", "three", "two"], Directory.GetDirectories(_scene.In("real")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private async Task Escapes(string prefix) =>
        Assert.Equal("PathEscapesRoot", (await Assert.ThrowsAsync<ExperimentException>(() => _scene.StartAsync(prefix))).ErrorId);
}
