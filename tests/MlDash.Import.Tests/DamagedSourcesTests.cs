using System.Collections.Specialized;
using CsCheck;
using MlDash.Import.Importing;
using MlDash.Import.Runs;
using MlDash.Import.Tests.Support;
using MlDash.Records;
using MlDash.Storage.Local;
using MlDash.Tests;

namespace MlDash.Import.Tests;

/// <summary>
/// Sources with bytes changed, cut, doubled or moved: 10,000 of all formats together, others in each run, of which every tenth is written as an experiment,
/// too. What an importer makes of them is an experiment, or an error of ours.
/// </summary>
[Collection(nameof(DamagedSourcesTests))]
public sealed class DamagedSourcesTests
{
    /// <summary>Of each format.</summary>
    private static readonly int _cases = 10_000 / Samples.All.Count;

    /// <summary>
    /// What one source of some hundred bytes may take: a length that lies must not be believed. All of the process is counted, so nothing else runs beside it.
    /// </summary>
    private const long MostBytes = 256L << 20;

    public static TheoryData<ImportFormat> Formats => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_damaged_source_neither_crashes_nor_hangs_nor_writes_elsewhere(ImportFormat format)
    {
        var root = Directory.CreateTempSubdirectory("mldash-import-fuzz-").FullName;
        try
        {
            var (path, files) = Samples.All[format];
            var read = 0;
            var (sources, experiments) = (Path.Combine(root, "sources"), Path.Combine(root, "experiments"));
            foreach (var (name, bytes) in files)
                Write(Path.Combine(sources, name), bytes);
            await Gen.Select(Gen.Int[0, files.Length - 1], Gen.ULong, (file, seed) => (file, seed)).ForAllAsync(_cases, async damage =>
            {
                var (name, bytes) = files[damage.file];
                Write(Path.Combine(sources, name), Damage.Of(bytes, damage.seed));
                var before = GC.GetTotalAllocatedBytes();
                read += await ImportAsync(Path.Combine(sources, path), experiments, format, isWritten: damage.seed % 10 == 0);
                Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
                Write(Path.Combine(sources, name), bytes);
                if (Directory.Exists(experiments))
                    Directory.Delete(experiments, recursive: true);
                Assert.Equal(["sources"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName));
            });

            // Sources that were all refused at their first byte would show nothing.
            Assert.True(read > _cases / 10, $"Only {read} runs were read.");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    /// <returns>How many runs were read.</returns>
    private static async Task<int> ImportAsync(string path, string experiments, ImportFormat format, bool isWritten)
    {
        var read = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var import = new ExperimentImport(new LocalExperimentStore(experiments)) { Format = format };
            foreach (var found in import.Find(path, limit.Token))
            {
                if (isWritten)
                    await import.ImportAsync(found, limit.Token);
                else
                    Read(found, limit.Token);
                read++;
            }
        }
        catch (MlDashException fault)
        {
            Assert.NotEmpty(fault.Message);
        }

        return read;
    }

    private static void Read(FoundRun found, CancellationToken cancellationToken)
    {
        try
        {
            found.Run.Read(new NoSink(), cancellationToken);
        }
        catch (InvalidDataException damage)
        {
            Assert.NotEmpty(damage.Message);
        }
    }

    private sealed class NoSink : IRunSink, IPointSink
    {
        public IPointSink Metric(string name) => this;

        public void Add(long? step, double value, double? time)
        {
        }

        public void Add(long step, string field, double value, double? time) => Assert.NotEmpty(field);

        public void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time) => Assert.All(fields, field => Assert.NotNull(field.Key));

        public void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time, DateTimeOffset? createdAt) => Add(fields, time);

        public void Describe(RecordKind kind, string name, SeriesDescription description) => Assert.NotNull(name);

        public void Log(DateTimeOffset? time, LogLevel level, string message, OrderedDictionary? metadata = null) => Assert.NotNull(message);

        public void Entry(string topic, double time, IReadOnlyList<KeyValuePair<string, object?>> fields) => Assert.NotNull(topic);

        public void File(SourceFile file) => Assert.NotNull(file.Path);

        public void File(string path, ReadOnlySpan<byte> content, OrderedDictionary metadata) => Assert.NotNull(path);

        public void LeaveOut(string what) => Assert.NotEmpty(what);
    }
}
