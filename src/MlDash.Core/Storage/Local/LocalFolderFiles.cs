using System.Collections.Concurrent;
using System.Security.Cryptography;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;

namespace MlDash.Storage.Local;

/// <summary>
/// Plain files in the folders above experiments. What belongs to the format, to an experiment, or lies behind a link is not among them, nor is anything in a
/// folder whose name begins with a dot, which holds what is no part of the experiments.
/// </summary>
/// <param name="store">The experiments, some of which get texts.</param>
internal sealed class LocalFolderFiles(LocalExperimentStore store) : IFolderFiles
{
    /// <summary>Files up to this size are read for their checksum: more than any text that a page writes.</summary>
    private const long LargestRead = 1 << 20;

    private const int MostRemembered = 10_000;

    /// <summary>Taken while a file is compared and replaced.</summary>
    private const string LockFile = ".mldash-texts.lock";

    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Checksum)> _checksums = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<IReadOnlyList<FolderFile>> FindAsync(ExperimentPath? folder, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FolderFile>>(PlaceOf(folder) is not { } place ? [] : DiskFaults.Translate($"Listing the folder '{place}'", () =>
        {
            List<FolderFile> found = [];
            foreach (var file in new DirectoryInfo(place).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (found.Count == most)
                    break;
                if (Describe(folder, file) is { } described)
                    found.Add(described);
            }

            return found;
        }));

    /// <inheritdoc />
    public Task<FolderFile?> GetAsync(ExperimentPath? folder, string name, CancellationToken cancellationToken) =>
        Task.FromResult(PlaceOf(folder) is not { } place || PathRules.Misleading(name) is not null || name.Contains('/', StringComparison.Ordinal) ? null
            : DiskFaults.Translate($"Reading '{name}' of the folder '{place}'", () => Describe(folder, new(DiskPaths.Join(store.Root, place, name)))));

    /// <inheritdoc />
    public Task<Stream> OpenAsync(FolderFile file, CancellationToken cancellationToken)
    {
        if (PlaceOf(file.Folder) is not { } folder || Describe(file.Folder, new(DiskPaths.Join(store.Root, folder, file.Name))) is not { } there)
            throw FileErrors.NotInFolder(file.Folder, file.Name);
        // A pipe or a device has no length, and would be waited for.
        return Task.FromResult(there.Length == 0 ? Stream.Null : DiskFaults.Translate<Stream>($"Reading '{file.Name}' of '{folder}'", () => new FileStream(
            Path.Combine(folder, file.Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan)));
    }

    /// <inheritdoc />
    public async Task<string> WriteAsync(
        ExperimentPath? folder, string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        if (folder is not null && await store.GetAsync(folder, cancellationToken).ConfigureAwait(false) is { } experiment)
            return await store.ReplaceFileAsync(experiment, name, content, version, cancellationToken).ConfigureAwait(false);
        var place = PlaceOf(folder) ?? throw FileErrors.NoFolder(folder);
        PathRules.CheckFolder(name, name, "file name");
        return DiskFaults.Translate($"Writing '{name}' of the folder '{place}'", () =>
        {
            var path = DiskPaths.Join(store.Root, place, name);
            using var held = FileLock.Take(Path.Combine(store.Root, LockFile), store.Clock, cancellationToken);
            if (ChecksumAt(path) != version)
                throw FileErrors.Stale(folder, name);
            SmallDocument.Write(path, content.Span);
            return Checksum(content.Span);
        });
    }

    private static string Checksum(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

    /// <summary>The checksum of what is there, whatever it is; null for nothing.</summary>
    private static string? ChecksumAt(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists && file.LinkTarget is null && !Directory.Exists(path))
            return null;
        // What no page was shown, no page replaces.
        return IsPlain(file) && file.Length <= LargestRead ? Checksum(File.ReadAllBytes(path)) : string.Empty;
    }

    private static bool IsPlain(FileInfo file) => file.Exists && (file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == 0;

    private FolderFile? Describe(ExperimentPath? folder, FileInfo file) => !IsPlain(file) || PathRules.IsOfFormat(file.Name) ? null
        : new(folder, file.Name, ContentTypes.Of(file.Name), file.Length, ChecksumOf(file), file.LastWriteTimeUtc);

    private string ChecksumOf(FileInfo file)
    {
        var stamp = (file.Length, file.LastWriteTimeUtc);
        if (file.Length > LargestRead)
            return string.Empty;
        if (_checksums.TryGetValue(file.FullName, out var known) && (known.Length, known.Written) == stamp)
            return known.Checksum;
        var checksum = Checksum(file.Length == 0 ? [] : File.ReadAllBytes(file.FullName));
        if (_checksums.Count >= MostRemembered)
            _checksums.Clear();
        // What is written in this very moment may change without its time changing.
        if (store.Clock.GetUtcNow().UtcDateTime - stamp.LastWriteTimeUtc > TimeSpan.FromSeconds(2))
            _checksums[file.FullName] = (stamp.Length, stamp.LastWriteTimeUtc, checksum);
        return checksum;
    }

    /// <summary>Where a folder lies; null when there is none, or when it is no folder above experiments.</summary>
    private string? PlaceOf(ExperimentPath? folder)
    {
        if (folder is null)
            return Directory.Exists(store.Root) ? store.Root : null;
        var (place, isExperiment) = (store.Root, false);
        foreach (var segment in folder.Segments)
        {
            if (segment[0] == '.' || (isExperiment && ExperimentPath.IsDataFolder(segment)))
                return null;
            place = DiskPaths.Join(store.Root, place, segment);
            isExperiment = File.Exists(Path.Combine(place, LocalLayout.ExperimentFile));
        }

        return !isExperiment && Directory.Exists(place) ? place : null;
    }
}
