using System.Collections.Specialized;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MlDash.Import.Exported;
using MlDash.Import.Tests.Support;
using MlDash.Recording;
using MlDash.Storage.Local;
using MlDash.Tests;

namespace MlDash.Import.Tests;

/// <summary>Exports that were damaged on their way, or made by someone who means harm.</summary>
public sealed class DamagedExportsTests : IDisposable
{
    private const int Cases = 10_000;

    /// <summary>Where each case writes a whole export and its checksums.</summary>
    private const int FewerCases = 2_000;

    /// <summary>What one archive of some kilobytes may take.</summary>
    private const long MostBytes = 256L << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("mldash-damaged-exports-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_damaged_archive_is_one_error_or_gives_what_was_exported_and_never_anything_else()
    {
        var archive = await ArchiveAsync();
        var whole = await File.ReadAllBytesAsync(archive);
        var (expected, error) = await ImportAsync(archive);
        Assert.Null(error);
        int refused = 0, kept = 0;
        await Gen.ULong.ForAllAsync(Cases, async seed =>
        {
            await File.WriteAllBytesAsync(archive, Damage.Of(whole, seed));
            var before = GC.GetTotalAllocatedBytes();
            var (contents, fault) = await ImportAsync(archive);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
            if (fault is null)
                Assert.Equal(expected, contents);
            else
                Assert.Empty(contents);
            Interlocked.Increment(ref fault is null ? ref kept : ref refused);
            Assert.Equal(["experiments", "runs.zip"], Names());
        });
        Assert.InRange(refused, Cases / 2, Cases);
        Assert.InRange(kept, 1, Cases);
    }

    [Fact]
    public async Task An_archive_whose_list_fits_its_damaged_files_neither_crashes_nor_hangs_nor_writes_elsewhere()
    {
        var archive = await ArchiveAsync();
        var files = Read(archive);
        var read = 0;
        await Gen.Select(Gen.Int[0, files.Count - 1], Gen.ULong, (file, seed) => (file, seed)).ForAllAsync(FewerCases, async damage =>
        {
            Write(archive, files.Select((file, at) => (file.Name, at == damage.file ? Damage.Of(file.Bytes, damage.seed) : file.Bytes)));
            var (contents, fault) = await ImportAsync(archive, isWritten: damage.seed % 10 == 0);
            if (fault is null)
                read++;
            Assert.Equal(["experiments", "runs.zip"], Names());
        });
        Assert.True(read > FewerCases / 2, $"Only {read} archives were read.");
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/outside.txt")]
    [InlineData("a/../../outside.txt")]
    [InlineData("a//outside.txt")]
    [InlineData("a/./outside.txt")]
    public async Task An_entry_that_leads_elsewhere_is_refused(string name)
    {
        var archive = await ArchiveAsync();
        Write(archive, [.. Read(archive), (name, "x"u8.ToArray())]);
        var (contents, fault) = await ImportAsync(archive);
        Assert.Equal("SourceUnreadable", fault!.ErrorId);
        Assert.Empty(contents);
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(_root)!, "outside.txt")));
    }

    [Fact]
    public async Task An_archive_that_becomes_far_more_than_it_is_is_refused_before_it_is_unpacked()
    {
        var archive = await ArchiveAsync();
        var files = Read(archive);
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Update))
        {
            zip.GetEntry(ExportMark.Manifest)!.Delete();
            await using (var bomb = zip.CreateEntry("vision/run/files/bomb").Open())
                await bomb.WriteAsync(new byte[1 << 20]);
            await using var list = zip.CreateEntry(ExportMark.Manifest).Open();
            await list.WriteAsync(ZipManifest.Write([.. Listed(files), new("vision/run/files/bomb", 1L << 40, new string('0', 64), null)]));
        }

        var (_, fault) = await ImportAsync(archive);
        Assert.Equal("SourceUnreadable", fault!.ErrorId);
        Assert.Contains("1048576 MB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_longer_than_the_list_says_is_not_unpacked_further()
    {
        var archive = await ArchiveAsync();
        var files = Read(archive);
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Update))
        {
            zip.GetEntry(ExportMark.Manifest)!.Delete();
            await using (var bomb = zip.CreateEntry("vision/run/files/bomb").Open())
                await bomb.WriteAsync(new byte[1 << 20]);
            await using var list = zip.CreateEntry(ExportMark.Manifest).Open();
            await list.WriteAsync(ZipManifest.Write([.. Listed(files), new("vision/run/files/bomb", 10, new string('0', 64), null)]));
        }

        Assert.Contains("longer than its list", (await ImportAsync(archive)).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_of_others_is_refused_with_what_it_lacks()
    {
        var archive = Path.Combine(_root, "other.zip");
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
            zip.CreateEntry("readme.txt");
        Assert.Contains("mldash.json", (await ImportAsync(archive)).Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task A_table_that_was_changed_is_one_error_and_nothing_is_written(ExportFormat format)
    {
        var store = await RecordedAsync();
        var place = (await Contents.ExportAsync(store, "vision/run", format, Path.Combine(_root, "exported"))).Path;
        string[] files = Directory.GetFiles(place, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => Path.GetFileName(file) != "experiment.json"))
        {
            var whole = await File.ReadAllBytesAsync(file);
            await File.WriteAllBytesAsync(file, [.. whole, 0]);
            var (contents, fault) = await ImportAsync(Path.Combine(_root, "exported"));
            Assert.Equal("SourceUnreadable", fault!.ErrorId);
            Assert.Contains(Path.GetFileName(file), fault.Message, StringComparison.Ordinal);
            Assert.Empty(contents);
            await File.WriteAllBytesAsync(file, whole);
        }

        Assert.Null((await ImportAsync(Path.Combine(_root, "exported"))).Fault);
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Mlflow)]
    public async Task A_folder_whose_document_fits_its_damaged_tables_neither_crashes_nor_hangs_nor_writes_elsewhere(ExportFormat format)
    {
        var store = await RecordedAsync();
        var exported = Path.Combine(_root, "exported");
        var place = (await Contents.ExportAsync(store, "vision/run", format, exported)).Path;
        var document = Directory.EnumerateFiles(place, "experiment.json", SearchOption.AllDirectories).Single();
        var files = Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Select(file => (Name: file, Bytes: File.ReadAllBytes(file))).ToList();
        var text = await File.ReadAllTextAsync(document);
        var read = 0;
        await Gen.Select(Gen.Int[0, files.Count - 1], Gen.ULong, (file, seed) => (file, seed)).ForAllAsync(FewerCases, async damage =>
        {
            var (name, bytes) = files[damage.file];
            var damaged = Damage.Of(bytes, damage.seed);
            await File.WriteAllBytesAsync(name, damaged);
            if (name != document)
                await File.WriteAllTextAsync(document, text.Replace(HashOf(bytes), HashOf(damaged), StringComparison.Ordinal));
            var before = GC.GetTotalAllocatedBytes();
            if ((await ImportAsync(exported, isWritten: damage.seed % 10 == 0)).Fault is null)
                read++;
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
            await File.WriteAllBytesAsync(name, bytes);
            await File.WriteAllTextAsync(document, text);
            Assert.Equal(["experiments", "exported", "recorded"], Names());
        });
        Assert.True(read > FewerCases / 10, $"Only {read} folders were read.");
    }

    /// <summary>What lies beside each other now.</summary>
    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private async Task<string> ArchiveAsync()
    {
        var archive = Path.Combine(_root, "runs.zip");
        await Contents.ExportAsync(await RecordedAsync(), "vision/run", ExportFormat.Zip, archive);
        Directory.Delete(Path.Combine(_root, "recorded"), recursive: true);
        return archive;
    }

    private async Task<LocalExperimentStore> RecordedAsync()
    {
        var store = new LocalExperimentStore(Path.Combine(_root, "recorded"));
        var experiment = await Experiment.StartAsync(
            store.ToStore(), ExperimentPath.Parse("vision/run"), null, new ExperimentChange(), new RecordingOptions());
        await experiment.Parameters.SetAsync(new OrderedDictionary { ["lr"] = 0.1, ["name"] = "a" });
        experiment.Metric("loss").Append([new("value", 0.5), new("step", 1L), new("note", "x")], new AppendClock());
        experiment.Metric("loss").Append([new("value", 0.25), new("step", 2L)], new AppendClock());
        experiment.Log.Write(LogLevel.Info, "begin");
        experiment.Track("pose").Append(new OrderedDictionary { ["x"] = 1.5 }, new AppendClock());
        await experiment.Files.SaveAsync(new FileUpload { Name = "a.txt", Open = () => new MemoryStream("text"u8.ToArray()) });
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return store;
    }

    /// <returns>What was imported, empty when nothing is there; and the error.</returns>
    private async Task<(string Contents, MlDashException? Fault)> ImportAsync(string path, bool isWritten = true)
    {
        var folder = Path.Combine(_root, "experiments");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var store = new LocalExperimentStore(folder);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        MlDashException? fault = null;
        try
        {
            if (isWritten)
                await Contents.ImportAsync(store, path, limit.Token);
            else
                Assert.NotNull(new Importing.ExperimentImport(store).Find(path, limit.Token).ToList());
        }
        catch (MlDashException refused)
        {
            Assert.NotEmpty(refused.Message);
            fault = refused;
        }

        var contents = new StringBuilder();
        await foreach (var record in store.FindAsync(new ExperimentQuery(), limit.Token))
            contents.Append(await Contents.OfAsync(store, record.Path.Value));
        return (contents.ToString(), fault);
    }

    private static List<(string Name, byte[] Bytes)> Read(string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        return [.. zip.Entries.Where(entry => entry.FullName != ExportMark.Manifest).Select(entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        })];
    }

    private static void Write(string archive, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        File.Delete(archive);
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
        var all = files.ToList();
        foreach (var (name, bytes) in all.Append((ExportMark.Manifest, ZipManifest.Write(Listed(all)))))
        {
            using var content = zip.CreateEntry(name).Open();
            content.Write(bytes);
        }
    }

    private static IEnumerable<ZippedFile> Listed(IEnumerable<(string Name, byte[] Bytes)> files) =>
        files.Select(file => new ZippedFile(file.Name, file.Bytes.Length, HashOf(file.Bytes), null));

    private static string HashOf(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
}
