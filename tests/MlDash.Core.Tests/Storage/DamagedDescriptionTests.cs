using System.Collections;
using MlDash.Tests.Support;

namespace MlDash.Tests.Storage;

/// <summary>The <c>metadata.json</c> of a metric or track that is there and is no JSON object.</summary>
public sealed class DamagedDescriptionTests : IDisposable
{
    private const string Damaged = "{\"name\": \"tra";
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("metrics/train")]
    [InlineData("tracks/pose")]
    public async Task A_damaged_description_is_one_warning_for_its_reader_and_hides_no_record(string folder)
    {
        await RecordAsync();
        var file = _scene.Put($"project/run/{folder}/metadata.json", Damaged);

        Assert.Equal(1, await _scene.Store.DescribeMetricsAsync(_path, null, default).CountAsync());
        Assert.Equal(1, await _scene.Store.DescribeTracksAsync(_path, null, default).CountAsync());

        Assert.Contains(file, Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, await _scene.Store.ReadMetricAsync(_path, "train", new(), default).CountAsync());
        Assert.Equal(Damaged, File.ReadAllText(file));
    }

    [Fact]
    public async Task Described_from_the_document_alone_a_metric_with_a_damaged_one_is_a_warning_too()
    {
        await RecordAsync();
        var file = _scene.Put("project/run/metrics/train/metadata.json", Damaged);

        Assert.Equal("train", Assert.Single(_scene.Store.DescribeMetrics(_path)).Name);

        Assert.Contains(file, Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics/train")]
    [InlineData("tracks/pose")]
    public async Task A_damaged_description_is_set_aside_by_the_next_writer_with_one_warning(string folder)
    {
        await RecordAsync();
        var file = _scene.Put($"project/run/{folder}/metadata.json", Damaged);

        await RecordAsync();

        var aside = Assert.Single(Directory.GetFiles(_scene.In("project/run", folder), "metadata.json.corrupt-*"));
        Assert.Equal(Damaged, File.ReadAllText(aside));
        Assert.Contains($"'{file}' was renamed to '{aside}'", Assert.Single(_scene.Store.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(await _scene.Store.DescribeMetricsAsync(_path, null, default).ToListAsync()).TotalPoints);
        Assert.Single(_scene.Store.Warnings);
    }

    private async Task RecordAsync()
    {
        await using var experiment = await _scene.StartAsync();
        var clock = new AppendClock();
        experiment.Metric("train").Append(new Hashtable { ["loss"] = 1 }, clock);
        experiment.Track("pose").Append(new Hashtable { ["x"] = 1 }, clock);
    }
}
