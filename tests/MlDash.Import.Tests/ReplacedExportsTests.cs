using MlDash.Import.Tests.Support;
using MlDash.Recording;

namespace MlDash.Import.Tests;

/// <summary>An export that replaces an earlier one leaves all that the earlier one has not written.</summary>
public sealed class ReplacedExportsTests : IDisposable
{
    private const string Run = "vision/nets/run-1";

    private readonly ImportFolder _folder = new();
    private readonly string _target = Directory.CreateTempSubdirectory("mldash-replaced-exports-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_target, recursive: true);
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "mine.txt", "metrics/mine.txt", "metrics/plots/mine.png", "files/model/mine.bin", "tracks/mine.csv")]
    [InlineData(ExportFormat.Parquet, "mine.txt", "metrics/mine.txt", "metrics/plots/mine.png", "files/model/mine.bin", "tracks/mine.csv")]
    [InlineData(ExportFormat.Mlflow, "metrics/later", "metrics/train/later", "params/added", "tags/reviewed", "artifacts/model/more.bin", "inputs/meta.yaml")]
    public async Task Files_of_others_in_the_folders_of_an_export_stay_when_it_is_replaced(ExportFormat format, params string[] others)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var place = await ExportAsync(format);
        foreach (var other in others)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(place, other))!);
            await File.WriteAllTextAsync(Path.Combine(place, other), "mine");
        }

        await ExportAsync(format);
        Assert.All(others, other => Assert.Equal("mine", File.ReadAllText(Path.Combine(place, other))));
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Mlflow)]
    public async Task What_an_earlier_export_has_written_and_the_new_one_has_not_is_removed_with_its_folders(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var place = await ExportAsync(format);
        var before = Below(place);
        var experiment = await ContinueAsync();
        var file = await experiment.Files.SaveAsync(new FileUpload { Name = "later/a/b.txt", Open = () => new MemoryStream("text"u8.ToArray()) });
        await ExportAsync(format);
        Assert.Equal("b.txt", Path.GetFileName(Assert.Single(Below(place).Except(before))));
        await experiment.Files.DeleteAsync(file);
        await ExportAsync(format);
        Assert.Equal(before, Below(place));
        Assert.Empty(Directory.EnumerateDirectories(place, "later", SearchOption.AllDirectories));
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "metrics/new.csv")]
    [InlineData(ExportFormat.Mlflow, "metrics/new")]
    public async Task A_file_of_others_where_a_new_one_belongs_is_an_error_that_names_it_and_nothing_is_changed(ExportFormat format, string other)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var place = await ExportAsync(format);
        var mine = Path.Combine(place, other);
        await File.WriteAllTextAsync(mine, "mine");
        var before = Texts(place);
        var experiment = await ContinueAsync();
        experiment.Metric("new").Append([new("value", 1.0)], new AppendClock());
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        var refused = await Assert.ThrowsAsync<StorageException>(() => ExportAsync(format));
        Assert.Equal("FileExists", refused.ErrorId);
        Assert.Contains(mine, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Texts(place));
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "experiment.json")]
    [InlineData(ExportFormat.Mlflow, "artifacts/mldash/experiment.json")]
    public async Task A_list_that_leads_out_of_the_folder_is_an_error_and_removes_nothing(ExportFormat format, string document)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var list = Path.Combine(await ExportAsync(format), document);
        var mine = Path.Combine(_target, "mine.txt");
        await File.WriteAllTextAsync(mine, "mine");
        var text = await File.ReadAllTextAsync(list);
        await File.WriteAllTextAsync(list, text.Replace("\"written\":", "\"written\": [\"../../../mine.txt\"], \"_\":", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<StorageException>(() => ExportAsync(format));
        Assert.Equal("ExportDamaged", refused.ErrorId);
        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
    }

    private async Task<string> ExportAsync(ExportFormat format) =>
        (await Contents.ExportAsync(_folder.Store, Run, format, _target, overwrite: true)).Path;

    private Task<Experiment> ContinueAsync() =>
        Experiment.StartAsync(_folder.Store.ToStore(), ExperimentPath.Parse(Run), null, new ExperimentChange(), new RecordingOptions());

    private static string[] Texts(string folder) => Array.ConvertAll(Below(folder), file => $"{file}\n{File.ReadAllText(file)}");

    private static string[] Below(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
