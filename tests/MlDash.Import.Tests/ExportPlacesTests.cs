using MlDash.Import.Tests.Support;

namespace MlDash.Import.Tests;

/// <summary>What an export says of a place that it cannot take: what is there, and what to do.</summary>
public sealed class ExportPlacesTests : IDisposable
{
    private const string Run = "vision/run";

    private readonly ImportFolder _folder = new();
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("mldash-export-places-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_elsewhere, recursive: true);
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "taken")]
    [InlineData(ExportFormat.Mlflow, "taken")]
    [InlineData(ExportFormat.Parquet, "taken/inner")]
    [InlineData(ExportFormat.Zip, "taken/runs.zip")]
    public async Task A_file_where_a_folder_belongs_is_named(ExportFormat format, string path)
    {
        var file = Path.Combine(_elsewhere, "taken");
        await File.WriteAllTextAsync(file, "mine");
        var refused = await RefusedAsync(format, Path.Combine(_elsewhere, path));
        Assert.Equal(
            ($"'{file}' already exists. It is a file, and the export needs a folder there.", "Choose another path, or move the file."),
            (refused.Message, refused.RecommendedAction));
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task An_archive_onto_a_folder_says_which_path_to_give()
    {
        var refused = await RefusedAsync(ExportFormat.Zip, _elsewhere);
        Assert.Contains($"'{_elsewhere}' already exists. It is a folder", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_elsewhere, "experiments.zip"), refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Mlflow)]
    public async Task An_earlier_export_is_named_by_its_experiment_with_the_way_to_replace_it(ExportFormat format)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var place = (await Contents.ExportAsync(_folder.Store, Run, format, _elsewhere)).Path;
        var refused = await Assert.ThrowsAsync<StorageException>(() => Contents.ExportAsync(_folder.Store, Run, format, _elsewhere));
        Assert.Equal($"'{place}' already exists. It is an earlier export of '{Run}'.", refused.Message);
        Assert.Contains("-Force", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "experiment.json")]
    [InlineData(ExportFormat.Mlflow, "meta.yaml")]
    public async Task What_no_export_has_written_is_named_and_Force_is_not_advised(ExportFormat format, string document)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var place = (await Contents.ExportAsync(_folder.Store, Run, format, _elsewhere)).Path;
        Directory.Delete(place, recursive: true);
        Directory.CreateDirectory(place);
        await File.WriteAllTextAsync(Path.Combine(place, document), "mine");
        var refused = await Assert.ThrowsAsync<StorageException>(() => Contents.ExportAsync(_folder.Store, Run, format, _elsewhere, overwrite: true));
        Assert.Contains($"'{document}' that no export has written, so '{Run}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", refused.RecommendedAction, StringComparison.Ordinal);
    }

    private async Task<StorageException> RefusedAsync(ExportFormat format, string target)
    {
        await Recorded.RunAsync(_folder.Store, Run);
        var refused = await Assert.ThrowsAsync<StorageException>(() => Contents.ExportAsync(_folder.Store, Run, format, target, overwrite: true));
        Assert.Equal("FileExists", refused.ErrorId);
        return refused;
    }
}
