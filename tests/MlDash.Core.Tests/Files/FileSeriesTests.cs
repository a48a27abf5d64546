using System.Collections;
using System.Collections.Specialized;
using MlDash.Files;
using MlDash.Media;
using MlDash.Tests.Support;

namespace MlDash.Tests.Files;

/// <summary>Files over the steps of a run.</summary>
public sealed class FileSeriesTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_file_of_a_series_says_its_step_caption_and_size()
    {
        await using var experiment = await _scene.StartAsync();
        var series = new FileSeries("val/samples", 10, "the first four");
        var picture = Path.Combine(AppContext.BaseDirectory, "data", "media", "picture.png");
        using var bytes = File.OpenRead(picture);
        await experiment.Files.SaveAsync(new()
        {
            Name = series.PathOf(0, ".png"),
            Open = () => File.OpenRead(picture),
            Annotations = new(Metadata: series.ToMetadata(MediaHeader.Read(bytes), new Hashtable { ["seed"] = 7, ["step"] = "is the series'" })),
        });

        var kept = (await (await _scene.GetElsewhereAsync()).Files.GetAsync("val/samples/00000010.png"))!;

        Assert.Equal(series, FileSeries.Of(kept));
        Assert.Equal((40, 30, null), FileSeries.SizeOf(kept));
        Assert.Equal(7L, kept.Metadata!["seed"]);
    }

    [Theory]
    [InlineData(0, 0, ".png", "samples/00000000.png")]
    [InlineData(10, 0, ".wav", "samples/00000010.wav")]
    [InlineData(10, 2, ".wav", "samples/00000010_2.wav")]
    [InlineData(1234567890, 1, "", "samples/1234567890_1")]
    public void The_name_of_a_file_is_its_series_and_its_step_in_eight_digits(long step, int number, string extension, string expected) =>
        Assert.Equal(expected, new FileSeries("samples", step).PathOf(number, extension));

    [Fact]
    public void What_other_writers_have_noted_is_no_series_unless_it_has_a_name_and_a_whole_step()
    {
        Assert.Equal(new("a", 3), Of(new() { ["series"] = "a", ["step"] = 3.0, ["caption"] = 5L }));
        Assert.Null(Of(new() { ["series"] = "a" }));
        Assert.Null(Of(new() { ["series"] = "a", ["step"] = 3.5 }));
        Assert.Null(Of(new() { ["series"] = "a", ["step"] = 1e300 }));
        Assert.Null(Of(new() { ["series"] = 1L, ["step"] = 3L }));
        Assert.Null(Of(null));
        Assert.Equal(default, FileSeries.SizeOf(FileWith(new() { ["width"] = -1L, ["height"] = "30", ["duration"] = double.NaN })));
    }

    private static FileSeries? Of(OrderedDictionary? metadata) => FileSeries.Of(FileWith(metadata));

    private static FileEntry FileWith(OrderedDictionary? metadata) => new() { Id = "1", Folder = string.Empty, Name = "a.png", Metadata = metadata };
}
