using System.Collections.Specialized;
using CsCheck;
using MlDash.Import.Tests.Support;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Tests;

namespace MlDash.Import.Tests;

/// <summary>Whatever names and values are recorded, they come back from every form.</summary>
public sealed class AnyRecordsTests : IDisposable
{
    private const int Cases = 150;

    private static readonly string[] _names =
    [
        "a", "B", "a/b", "x.y", "index", "createdAt", "createdat", "value", "step", " lead", "trail ", "é", "a\rb", "a,b", "\"q\"", "_", "_2", "=1+1", "sha256",
        "\uFEFFmark", "😀", "line\nend", "a_2",
    ];

    private static readonly object?[] _values =
    [
        null, true, false, 0L, 1L, -7L, long.MinValue, long.MaxValue, (1L << 53) + 1, 0.0, -0.0, 1.0, 0.1, 5e-324, double.MaxValue, double.NaN,
        double.PositiveInfinity, double.NegativeInfinity, "", "text", "5", "null", "true", "NaN", "[1]", "{", "\"", ",", "\r", "a\r\nb", "\n", " ",
        "\uFEFFx", "é😀",
        new object?[] { 1L, "x", null }, Array.Empty<object?>(), new OrderedDictionary { ["in"] = 1.5 },
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("mldash-any-records-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.Mlflow)]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task Any_points_entries_log_entries_and_parameters_come_back(ExportFormat format) => await Gen.ULong.ForAllAsync(
        Cases,
        async seed =>
        {
            foreach (var folder in Directory.GetDirectories(_root))
                Directory.Delete(folder, recursive: true);
            var (store, back) = (new LocalExperimentStore(Path.Combine(_root, "recorded")), new LocalExperimentStore(Path.Combine(_root, "back")));
            await RecordAsync(store, new Random((int)(seed ^ (seed >> 32))));
            var target = Path.Combine(_root, "exported", "runs.zip");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await Contents.ExportAsync(store, "any/run", format, target);
            Assert.Empty(Assert.Single(await Contents.ImportAsync(back, target)).LeftOut);
            // A column of Parquet has no place for integers beside doubles that are integers, too: they are equal numbers.
            Assert.Equal(Numbers(await Contents.OfAsync(store, "any/run")), Numbers(await Contents.OfAsync(back, "any/run")));

            string Numbers(string contents) => format == ExportFormat.Parquet
                ? System.Text.RegularExpressions.Regex.Replace(contents, @"(?<==-?\d+)\.0(?=[,; \n])", string.Empty)
                : contents;
        });

    private static async Task RecordAsync(LocalExperimentStore store, Random random)
    {
        var experiment = await Experiment.StartAsync(store.ToStore(), ExperimentPath.Parse("any/run"), null, new ExperimentChange(), new RecordingOptions());
        var time = new AppendClock();
        for (var left = random.Next(1, 12); left > 0; left--)
            experiment.Metric(random.Next(2) == 0 ? "one" : "two/deep").Append(Fields(random), time);
        for (var left = random.Next(6); left > 0; left--)
            experiment.Track("pose").Append(Fields(random), time, new GivenTime(random.Next(100) / 4.0, null));
        for (var left = random.Next(6); left > 0; left--)
            experiment.Log.Write(LogLevel.Info, _values[random.Next(_values.Length)] as string ?? "message", random.Next(2) == 0 ? Fields(random) : null);
        await experiment.Parameters.SetAsync(Fields(random));
        await experiment.CompleteAsync(ExperimentStatus.Completed);
    }

    /// <summary>Fields whose names differ in more than their case.</summary>
    private static OrderedDictionary Fields(Random random)
    {
        var fields = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        for (var left = random.Next(1, 6); left > 0; left--)
            fields[_names[random.Next(_names.Length)]] = _values[random.Next(_values.Length)];
        return fields;
    }
}
