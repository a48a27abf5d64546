using System.Text;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Metrics;

/// <summary>A look at a metric: few places of it, whatever its size.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_short_metric_is_shown_point_by_point_with_gaps_where_there_is_no_number()
    {
        Put("""{"loss": 1}""", """{"loss": NaN}""", """{"other": 5}""", """{"loss": "text"}""", """{"loss": 2.5}""");

        Assert.Equal([1, double.NaN, double.NaN, double.NaN, 2.5], Sample());
    }

    [Fact]
    public void A_longer_one_is_the_means_of_equal_parts()
    {
        Put([.. Enumerable.Range(0, 100).Select(index => $$"""{"loss": {{index}}}""")]);

        Assert.Equal([4.5, 14.5, 24.5, 34.5, 44.5, 54.5, 64.5, 74.5, 84.5, 94.5], Sample(10));
    }

    [Fact]
    public void A_long_one_keeps_its_shape_from_the_first_point_to_the_last()
    {
        Put([.. Enumerable.Range(0, 200_000).Select(index => $$"""{"step": {{index}}, "loss": {{index}}}""")]);

        var values = Sample();

        Assert.Equal(20, values.Length);
        Assert.Equal(values.Order(), values);
        Assert.InRange(values[0], 0, 1_000);
        Assert.InRange(values[^1], 199_000, 199_999);
        Assert.InRange(values[10], 95_000, 115_000);
    }

    [Fact]
    public void What_is_read_does_not_grow_with_the_file()
    {
        var line = """{"timestamp": 1, "data": {"loss": 1}}""" + '\n';
        var small = LinesRead(_scene.Put("small.jsonl", string.Concat(Enumerable.Repeat(line, 20_000))));
        var large = LinesRead(_scene.Put("large.jsonl", string.Concat(Enumerable.Repeat(line, 2_000_000))));

        Assert.InRange(large, 1, small + 100);
    }

    [Fact]
    public void Torn_and_broken_lines_and_missing_files_are_gaps_and_no_fault()
    {
        Put("""{"loss": 1}""", "not json at all", """{"loss": 3}""");
        System.IO.File.AppendAllText(DataFile, """{"index": 3, "data": {"loss": 4""");

        Assert.Equal([1, double.NaN, 3], Sample());
        Assert.Empty(_scene.Store.SampleMetric(_path, "none", "loss", 20));
    }

    private static int LinesRead(string file)
    {
        var lines = 0;
        LineSample.Read(file, 20, _ => ++lines);
        return lines;
    }

    private double[] Sample(int places = 20) => _scene.Store.SampleMetric(_path, "train", "loss", places);

    private string DataFile => _scene.In("project", "run", "metrics", "train", "data.jsonl");

    private void Put(params string[] points)
    {
        var lines = new StringBuilder();
        for (var index = 0; index < points.Length; index++)
            lines.Append(points[index].StartsWith('{') ? $$"""{"index": {{index}}, "data": {{points[index]}}}""" : points[index]).Append('\n');
        _scene.Put("project/run/metrics/train/data.jsonl", lines.ToString());
    }
}
