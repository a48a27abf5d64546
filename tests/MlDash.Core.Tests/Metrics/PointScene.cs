using System.Globalization;
using System.Text;
using MlDash.Storage.Format;
using MlDash.Storage.Local;
using MlDash.Tests.Support;

namespace MlDash.Tests.Metrics;

/// <summary>A metric whose lines are written by chance: usual ones, odd ones and broken ones.</summary>
internal sealed class PointScene : IDisposable
{
    private static readonly ExperimentPath _path = ExperimentPath.Parse("project/run");

    private static readonly string[] _values =
    [
        "1", "0.5", "-0.0", "1e-7", "NaN", "-Infinity", "true", "null", "\"text\"", "\"\\u00e9\"", "\"é\"", "123456789012345678901234567890", "[1, 2]",
        "{\"a\": NaN}",
    ];

    private static readonly string[] _odd =
    [
        "", "  ", "[]", "{\"index\": 5}", "{\"index\": 5, \"data\": {\"loss\": 0.", "{\"index\": 5, \"data\": {\"loss\": 1,}, \"createdAt\": \"\"}",
        "{\"index\": 05, \"data\": {\"loss\": 1}}", "{\"data\": {\"loss\": 1, \"loss\": \"x\"}}", "{\"index\": \"7\", \"data\": {}}",
        "{\"index\": 8, \"data\": {\"loss\": 1}, \"data\": {\"step\": 2}}",
        "{\"index\": 9, \"data\": {\"loss\": 1}, \"createdAt\": \"never\", \"more\": {\"_ts\": 5}}", "{\"index\":10,\"data\":{\"loss\":1,\"_ts\":true}}",
        "{\"index\": 11, \"data\": {\"_ts\": \"5\", \"loss\": 2}, \"createdAt\": 5} ", "not JSON",
        "{\"index\": 1.5, \"data\": {}}",
    ];

    private readonly Scene _scene = new();

    /// <summary>Writes lines.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="lines">How many.</param>
    /// <param name="oddity">How many of a thousand lines are odd.</param>
    public PointScene(Random random, int lines, int oddity)
    {
        _scene.Put("project/run/experiment.json", "{}");
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            text.Append(random.Next(1000) < oddity ? _odd[random.Next(_odd.Length)] : Line(random, line, oddity));
            text.Append(random.Next(50) == 0 && oddity > 0 ? "\r\n" : "\n");
        }

        _scene.Put("project/run/metrics/train/data.jsonl", text.ToString());
    }

    public string Data => _scene.In("project/run/metrics/train/data.jsonl");

    /// <summary>A store that has read nothing yet.</summary>
    public LocalExperimentStore Store => new(_scene.Root);

    public static IAsyncEnumerable<MetricPoint> PointsOf(LocalExperimentStore store, MetricQuery query) =>
        store.ReadMetricAsync(_path, "train", query, default);

    public static IAsyncEnumerable<MetricColumns> ColumnsOf(LocalExperimentStore store, MetricQuery query) =>
        store.ReadColumnsAsync(_path, "train", query, default);

    /// <summary>The points as a parser reads them, line after line, and how many lines are broken.</summary>
    public (List<MetricPoint> Points, int Broken) Parsed()
    {
        var (points, broken) = (new List<MetricPoint>(), 0);
        foreach (var line in File.ReadAllText(Data).Split('\n')[..^1].Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0))
        {
            try
            {
                points.Add(PointLine.Read(Encoding.UTF8.GetBytes(line), [], new(), new()));
            }
            catch (Exception fault) when (StoredLine.IsBroken(fault))
            {
                broken++;
            }
        }

        return (points, broken);
    }

    public void Dispose() => _scene.Dispose();

    private static string Line(Random random, int index, int oddity)
    {
        var fields = new StringBuilder();
        foreach (var name in new[] { "step", "loss", "é\\n", "note", "Loss" })
        {
            if (random.Next(1000) < oddity || (name.Length == 4 && name != "note" && random.Next(1000) >= oddity))
            {
                var value = random.Next(1000) < oddity ? _values[random.Next(_values.Length)] : Number(random);
                fields.Append(CultureInfo.InvariantCulture, $"\"{name}\": {value}, ");
            }
        }

        var time = 1_790_000_000 + (index / 4.0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"index\": {index}, \"data\": {{{fields}\"_ts\": {time:R}}}, \"createdAt\": \"2026-11-29T10:00:{index / 1000 % 60:00}.000000Z\"}}");
    }

    private static string Number(Random random) => (random.NextDouble() * Math.Pow(10, random.Next(-9, 9))).ToString("R", CultureInfo.InvariantCulture);
}
