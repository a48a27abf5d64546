using MlDash.Files;

namespace MlDash.Dashboard.Tests;

/// <summary>What the page is told about files over the steps of a run.</summary>
public sealed class FileSeriesTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_file_of_a_series_has_its_step_caption_and_size_and_any_other_file_nothing_of_it()
    {
        await _scene.RecordAsync("p/run", async run =>
        {
            await run.Files.SaveAsync(new()
            {
                Name = "samples/00000010.png",
                Open = () => new MemoryStream([1]),
                Annotations = new(Metadata: new FileSeries("samples", 10, "<b>").ToMetadata(new(".png", 40, 30, 2.5))),
            });
            await run.Files.SaveAsync(new() { Name = "plot.png", Open = () => new MemoryStream([1]) });
        });

        var files = (await _scene.AnswerAsync("files", "?path=p%2Frun")).GetProperty("files");

        Assert.DoesNotContain(files[0].EnumerateObject(), member => member.Name is "series" or "step" or "caption" or "width" or "height" or "duration");
        Assert.Equal(
            """
            "series":"samples","step":10,"caption":"\u003Cb\u003E","width":40,"height":30,"duration":2.5
            """,
            files[1].GetRawText()[files[1].GetRawText().IndexOf("\"series\"", StringComparison.Ordinal)..^1]);
    }
}
