using System.IO.Compression;
using MlDash.Files;
using MlDash.Import.Exported;
using MlDash.Import.Reading;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;
using MlDash.Storage.Transfer;

namespace MlDash.Import.Exporting;

/// <summary>Exports experiments to one archive: each with the files of its folder, and a list of them all with their checksums at the end.</summary>
/// <param name="path">Full path of the archive.</param>
/// <param name="overwrite">Whether a file that is there is replaced.</param>
internal sealed class ZipExport(string path, bool overwrite)
{
    private static readonly DateTimeOffset _earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _latest = new(2107, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly List<ZippedFile> _files = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Exports experiments. The archive is there when all of them are in it.</summary>
    /// <exception cref="StorageException"><c>FileExists</c>, or the disk.</exception>
    public async Task<IReadOnlyList<ExportedExperiment>> WriteAsync(
        IReadOnlyList<(ExperimentStore Store, ExperimentRecord Record)> experiments, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ExportPlace.RefuseForFile(path);
        var exported = new List<ExportedExperiment>();
        await WholeFile.WriteAsync(path, overwrite, async target =>
        {
            using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (store, record) in experiments)
            {
                exported.Add(await AddAsync(archive, store, record, cancellationToken).ConfigureAwait(false));
                progress?.Report(exported.Count);
            }

            await using var list = archive.CreateEntry(ExportMark.Manifest).Open();
            await list.WriteAsync(ZipManifest.Write(_files), cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return exported;
    }

    private async Task<ExportedExperiment> AddAsync(ZipArchive archive, ExperimentStore store, ExperimentRecord record, CancellationToken cancellationToken)
    {
        if (store.Reader is not RemoteExperimentStore server)
            return await AddFolderAsync(archive, store, record, new LocalLayout(store.Location, record.Path), cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateTempSubdirectory("mldash-export-").FullName;
        try
        {
            var local = new LocalExperimentStore(folder, store.Clock);
            await server.ReceiveAsync(record.Path, local, record.Path, SkippedParts.None, overwrite: false, null, cancellationToken).ConfigureAwait(false);
            return await AddFolderAsync(archive, local.ToStore(), record, new LocalLayout(folder, record.Path), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            DiskChanges.DeleteFolder(folder, recursive: true);
        }
    }

    private async Task<ExportedExperiment> AddFolderAsync(
        ZipArchive archive, ExperimentStore store, ExperimentRecord record, LocalLayout layout, CancellationToken cancellationToken)
    {
        var folder = record.Path.Value;
        for (var number = 2; !_folders.Add(folder); number++)
            folder = $"{record.Path.Value}-{number}";
        var (reader, prefix) = (store.Reader, record.Path);
        var (lost, leftOut) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        var kept = 0;
        await foreach (var file in reader.FindFilesAsync(prefix, new FileQuery(), cancellationToken).ConfigureAwait(false))
        {
            if (await FaultOfAsync(reader, file, cancellationToken).ConfigureAwait(false) is not { } fault)
            {
                kept++;
                continue;
            }

            leftOut.Add(StoredFile.LeftOut(file, fault));
            if (fault.ErrorId == "ChecksumMismatch")
                lost.Add(LocalFileIntake.PlaceOf(layout, file));
        }

        foreach (var file in ExperimentCopy.Files(layout).Where(file => !lost.Contains(Path.GetFullPath(file, layout.Folder))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await AddFileAsync(archive, Path.Combine(layout.Folder, file), $"{folder}/{file}", cancellationToken).ConfigureAwait(false);
        }

        return new ExportedExperiment
        {
            Prefix = record.Path.Value,
            Format = ExportFormat.Zip,
            Path = path,
            Points = await SumAsync(reader.DescribeMetricsAsync(prefix, null, cancellationToken), metric => metric.TotalPoints).ConfigureAwait(false),
            Logs = LineEnd.Of(layout.Logs).Lines,
            TrackEntries = await SumAsync(reader.DescribeTracksAsync(prefix, null, cancellationToken), track => track.TotalEntries).ConfigureAwait(false),
            Parameters = (await reader.ReadParametersAsync(prefix, cancellationToken).ConfigureAwait(false)).Count,
            Files = kept,
            LeftOut = [.. leftOut],
        };
    }

    /// <summary>Why the bytes of a file cannot be exported; null when they can. An archive takes nothing back, so they are read before.</summary>
    private static async Task<MlDashException?> FaultOfAsync(IExperimentReader reader, FileEntry file, CancellationToken cancellationToken)
    {
        try
        {
            await StoredFile.CopyAsync(reader, file, Stream.Null, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (MlDashException fault) when (StoredFile.IsLost(fault))
        {
            return fault;
        }
    }

    private static async Task<long> SumAsync<T>(IAsyncEnumerable<T> items, Func<T, long> count)
    {
        long sum = 0;
        await foreach (var item in items.ConfigureAwait(false))
            sum += count(item);
        return sum;
    }

    private async Task AddFileAsync(ZipArchive archive, string file, string name, CancellationToken cancellationToken)
    {
        await using var source = SmallFile.Open(file);
        var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = modified < _earliest ? _earliest : modified > _latest ? _latest : modified;
        await using var target = entry.Open();
        var (length, checksum) = await HashingCopy.CopyAsync(source, target, null, cancellationToken).ConfigureAwait(false);
        _files.Add(new ZippedFile(name, length, checksum, modified));
    }
}
