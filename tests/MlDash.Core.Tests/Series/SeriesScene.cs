using System.Globalization;
using System.Text;
using MlDash.Experiments;
using MlDash.Series;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Series;

/// <summary>A metric whose lines a test writes itself, and the curves that a fresh store reads of it.</summary>
internal sealed class SeriesScene : IDisposable
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");
    private readonly Scene _scene = new();

    public SeriesScene() => _scene.Put("project/run/experiment.json", "{}");

    public string Data => _scene.In("project/run/metrics/train/data.jsonl");

    public string Summaries => _scene.In("project/run/metrics/train", SummaryFile.FileName);

    public List<string> Warnings { get; } = [];

    /// <summary>All points so far, in order; a field that a point has not is absent from it.</summary>
    public List<Dictionary<string, double>> Points { get; } = [];

    public static string Line(long index, IReadOnlyDictionary<string, double> fields)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{{\"index\": {index}, \"data\": {{"));
        foreach (var (name, value) in fields)
            text.Append(CultureInfo.InvariantCulture, $"\"{name}\":{Text(value)},");
        return text.ToString().TrimEnd(',') + "}, \"createdAt\": \"2026-11-29T10:00:00.000000Z\"}\n";
    }

    public void Append(IEnumerable<Dictionary<string, double>> points)
    {
        var text = new StringBuilder();
        foreach (var point in points)
        {
            text.Append(Line(Points.Count, point));
            Points.Add(new(point) { [""] = Points.Count });
        }

        AppendText(text.ToString());
    }

    public void AppendText(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Data)!);
        File.AppendAllText(Data, text);
    }

    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(SeriesQuery query)
    {
        var store = new LocalExperimentStore(_scene.Root);
        var series = await store.ReadSeriesAsync(_path, "train", query, TestContext.Current.CancellationToken);
        Warnings.AddRange(store.Warnings);
        return series;
    }

    public async Task<List<RunFacts>> FactsAsync(IReadOnlyDictionary<ExperimentPath, RunFacts> known)
    {
        var store = new LocalExperimentStore(_scene.Root);
        var facts = await store.ReadFactsAsync(new(), known, TestContext.Current.CancellationToken).ToListAsync();
        Warnings.AddRange(store.Warnings);
        return facts;
    }

    /// <summary>Writes a file of the experiment.</summary>
    public void Put(string path, string content) => _scene.Put($"project/run/{path}", content);

    /// <summary>Makes the files look as if they had been changed a while ago.</summary>
    public void Age()
    {
        var recent = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-5);
        foreach (var file in Directory.GetFiles(_scene.Root, "*", SearchOption.AllDirectories).Where(file => File.GetLastWriteTimeUtc(file) > recent))
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(-10));
    }

    public void Dispose() => _scene.Dispose();

    private static string Text(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
