using System.Text.Json;
using MlDash.Tests.Support;

namespace MlDash.Tests.Files;

/// <summary>What a file costs when there are many. Memory of the whole process is measured, so nothing runs beside it.</summary>
[Collection(nameof(ManyFilesTests))]
[CollectionDefinition(nameof(ManyFilesTests), DisableParallelization = true)]
public sealed class ManyFilesTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_file_that_is_saved_by_itself_costs_the_same_however_many_there_are()
    {
        await using var experiment = await _scene.StartAsync();
        await SaveAsync(experiment, "warm", 300);

        var first = await MeasureAsync(experiment, "first", 500);
        await SaveAsync(experiment, "between", 700);
        var last = await MeasureAsync(experiment, "last", 500);

        Assert.True(last < first * 2, $"The first 500 files took {first:N0} bytes of memory each, those after 1,500 others {last:N0}.");
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        using var document = JsonDocument.Parse(File.ReadAllBytes(_scene.In("project/run/files/.files_metadata.json")));
        Assert.Equal(2000, document.RootElement.GetProperty("files").GetArrayLength());
    }

    private static async Task SaveAsync(Experiment experiment, string folder, int count)
    {
        for (var i = 0; i < count; i++)
            await experiment.Files.SaveAsync(new FileUpload { Folder = $"{folder}/{i % 50}", Name = $"{i}", Open = () => new MemoryStream([1]) });
    }

    private static async Task<double> MeasureAsync(Experiment experiment, string folder, int count)
    {
        var before = GC.GetTotalAllocatedBytes();
        await SaveAsync(experiment, folder, count);
        return (GC.GetTotalAllocatedBytes() - before) / (double)count;
    }
}
