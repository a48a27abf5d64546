using System.Text;
using CsCheck;
using MlDash.Experiments;
using MlDash.Storage.Local;

namespace MlDash.Tests.Storage;

/// <summary>
/// A name never hides or destroys: whatever was accepted is listed and read back, whatever was refused left nothing, and a removal removes what was named.
/// Names, orders and tools are drawn; the disk is a real one.
/// </summary>
public sealed class NamePropertyTests
{
    private const int Count = 10_000;

    private static readonly string[] _common =
    [
        "a",
        "b",
        "A",
        "run",
        "Run",
        "logs",
        "metrics",
        "tracks",
        "files",
        "Logs",
        "caf\u00e9",
        "cafe\u0301",
        "1234567890123456"
    ];

    private static readonly string[] _odd =
    [
        "run:1", "q?x", "run.", "CON", "\"q\"", "a\\b", "[x]", "a*", " ", "", ".", "..", "com\u00b9", "\ud83d", "a\nb", "%2F", "模型",
        new('x', 255), new('x', 256), string.Concat(Enumerable.Repeat("模", 85)), string.Concat(Enumerable.Repeat("模", 86)),
    ];

    private static readonly string[] _format =
    [
        "experiment.json",
        "data.jsonl",
        "metadata.json",
        ".metadata.lock",
        "parameters.json",
        "logs.jsonl",
        ".mldash-index",
        ".files_metadata.json"
    ];

    private static readonly Gen<string> _segment = Gen.Frequency(
        (6, Gen.OneOf(_common)), (2, Gen.OneOf(_odd)), (1, Gen.OneOf(_format)), (1, Gen.String[1, 6]));

    private static readonly Gen<string> _name = _segment.Array[1, 3].Select(segments => string.Join('/', segments));

    /// <summary>Folders of data in a metric's name may be those of an experiment that another tool puts there; nobody can tell whose they are.</summary>
    private static readonly Gen<string> _dataName = _name.Where(name => !name.Split('/').Any(ExperimentPath.DataFolders.Contains));

    private static readonly Gen<Step> _anyStep =
        Gen.Select(Gen.Enum<Deed>(), _name, _dataName, Gen.Int[0, 9], (deed, name, data, at) => new Step(deed, name, data, at));

    private enum Deed
    {
        Make, MakeAgain, PutByAnotherTool, PutInDataByAnotherTool, Record, Save, Remove,
    }

    [Fact]
    [Trait("Wine", "no: on its disk A and a are one name")]
    public Task What_is_accepted_is_there_what_is_refused_left_nothing_and_a_removal_removes_what_was_named() =>
        _anyStep.Array[1, 5].ForAllAsync(Count, Play, Environment.ProcessorCount, steps => string.Join("; ", steps.Select(step => step.ToString())));

    private static async Task Play(Step[] steps)
    {
        var memory = new DirectoryInfo("/dev/shm");
        var root = Directory.CreateDirectory(Path.Combine(memory.Exists ? memory.FullName : Path.GetTempPath(), $"mldash-names-{Guid.NewGuid():N}")).FullName;
        try
        {
            var world = new World(root);
            foreach (var step in steps)
                await world.TakeAsync(step);
            await world.CheckAsync();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private sealed record Step(Deed Deed, string Name, string Data, int At);

    /// <summary>What one experiment must still hold.</summary>
    private sealed class Content
    {
        public HashSet<string> Metrics { get; } = [];

        public HashSet<string> Files { get; } = [];

        public int Entries { get; set; }
    }

    /// <summary>A root and what has to be in it.</summary>
    private sealed class World(string root)
    {
        private readonly LocalExperimentStore _store = new(root);
        private readonly SortedDictionary<string, Content> _there = new(StringComparer.Ordinal);

        public async Task TakeAsync(Step step)
        {
            var chosen = _there.Count == 0 ? null : _there.Keys.ElementAt(step.At % _there.Count);
            switch (step.Deed)
            {
                case Deed.Make:
                    if (await AcceptedAsync(() => OpenAsync(step.Name)))
                        _there.TryAdd(step.Name.Trim('/'), new());
                    break;
                case Deed.MakeAgain when chosen is not null:
                    Assert.True(await AcceptedAsync(() => OpenAsync(chosen)));
                    break;
                case Deed.PutByAnotherTool:
                    Put(step.Name);
                    break;
                case Deed.PutInDataByAnotherTool when chosen is not null:
                    Put($"{chosen}/{ExperimentPath.DataFolders[step.At % 4]}/{step.Data}");
                    break;
                case Deed.Record when chosen is not null:
                    await RecordAsync(chosen, step.Data);
                    break;
                case Deed.Save when chosen is not null:
                    await SaveAsync(chosen, step.Data);
                    break;
                case Deed.Remove when chosen is not null:
                    await _store.DeleteAsync(ExperimentPath.Recorded(chosen), default);
                    _there.Remove(chosen);
                    break;
            }
        }

        public async Task CheckAsync()
        {
            var found = await _store.FindAsync(new(), default).Select(record => record.Path.Value).ToListAsync();
            Assert.Equal(_there.Keys, found.Order(StringComparer.Ordinal));
            foreach (var (path, content) in _there)
            {
                var place = ExperimentPath.Recorded(path);
                Assert.NotNull(await _store.GetAsync(place, default));
                Assert.Equal(content.Entries, await _store.ReadLogsAsync(place, new(), default).CountAsync());
                Assert.Equal(
                    content.Metrics.Order(StringComparer.Ordinal),
                    (await _store.DescribeMetricsAsync(place, null, default).ToListAsync()).Select(metric => metric.Name).Order(StringComparer.Ordinal));
                foreach (var metric in content.Metrics)
                    Assert.NotEqual(0, await _store.ReadMetricAsync(place, metric, new(), default).CountAsync());
                Assert.Equal(
                    content.Files.Order(StringComparer.Ordinal),
                    (await _store.FindFilesAsync(place, new(), default).ToListAsync()).Select(file => file.Path).Order(StringComparer.Ordinal));
            }

            Assert.Empty(_store.Warnings);
        }

        private async Task RecordAsync(string path, string name)
        {
            await using var experiment = await StartAsync(path);
            experiment.Log.Write(LogLevel.Info, "x");
            _there[path].Entries++;
            try
            {
                experiment.Metric(name).Append(new Dictionary<string, object?> { ["x"] = 1 }, new());
                _there[path].Metrics.Add(name.Trim('/'));
            }
            catch (ExperimentException refused)
            {
                Assert.Equal("IllegalPath", refused.ErrorId);
            }

            await experiment.CompleteAsync(ExperimentStatus.Completed);
        }

        private async Task SaveAsync(string path, string name)
        {
            await using var intake = _store.OpenIntake(ExperimentPath.Recorded(path));
            if (await AcceptedAsync(() => intake.AddAsync(new FileUpload { Name = name, Open = () => new MemoryStream("{}"u8.ToArray()) }, default)))
                _there[path].Files.Add(name.Trim('/'));
        }

        /// <summary>Whether something was accepted; when it was refused, the disk is as it was.</summary>
        private async Task<bool> AcceptedAsync(Func<Task> make)
        {
            var before = Everything();
            try
            {
                await make();
                return true;
            }
            catch (ExperimentException refused)
            {
                Assert.Equal("IllegalPath", refused.ErrorId);
                Assert.Equal(before, Everything());
                return false;
            }
        }

        /// <summary>An experiment as another tool makes it: anywhere the disk allows.</summary>
        private void Put(string path)
        {
            var segments = path.Split('/');
            if (segments.Any(segment => segment is "" or "." or ".." || _format.Contains(segment) || segment.Contains('\0', StringComparison.Ordinal)
                || PathRules.HoldsHalfCharacter(segment) || Encoding.UTF8.GetByteCount(segment) > 255) || (OperatingSystem.IsWindows() && !IsUsual(path)))
                return;
            Directory.CreateDirectory(Path.Combine(root, path));
            File.WriteAllText(Path.Combine(root, path, "experiment.json"), "{\"name\": \"other\"}");
            Directory.CreateDirectory(Path.Combine(root, path, "logs"));
            _there.TryAdd(path, new());
        }

        private static bool IsUsual(string path)
        {
            try
            {
                return ExperimentPath.Parse(path).Value == path;
            }
            catch (ExperimentException)
            {
                return false;
            }
        }

        private Task<MlDash.Storage.IOpenRecording> OpenAsync(string path) => Task.Run(() => _store.OpenAsync(
            ExperimentPath.Recorded(path), null, new(), new ExperimentRun(
                DateTimeOffset.UtcNow, null, ExperimentStatus.Running, Environment.MachineName, Environment.ProcessId), default));

        private Task<Experiment> StartAsync(string path) => Experiment.StartAsync(_store.ToStore(), ExperimentPath.Recorded(path), null, new(), new());

        private string[] Everything() => [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
