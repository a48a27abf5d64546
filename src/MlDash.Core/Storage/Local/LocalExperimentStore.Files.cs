using System.Collections.Concurrent;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Files;

namespace MlDash.Storage.Local;

/// <content>Files.</content>
public sealed partial class LocalExperimentStore
{
    private readonly ConcurrentDictionary<ExperimentPath, FileRegister> _files = new();

    /// <inheritdoc />
    public IAsyncEnumerable<FileEntry> FindFilesAsync(ExperimentPath path, FileQuery query, CancellationToken cancellationToken) =>
        FilesDocument.Read(Layout(path)).Files.Where(query.Matches).ToAsync(cancellationToken);

    /// <summary>Begins to keep files.</summary>
    internal IFileIntake OpenIntake(ExperimentPath path) => new LocalFileIntake(this, Layout(path));

    /// <summary>Puts a small file into an experiment in the place of the one that has a checksum, or of none.</summary>
    /// <returns>The checksum of the file from now on.</returns>
    /// <exception cref="ExperimentException"><c>Stale</c>, <c>ExperimentWriteProtected</c>, <c>IllegalPath</c>.</exception>
    internal async Task<string> ReplaceFileAsync(
        ExperimentRecord experiment, string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var path = experiment.Path;
        if (experiment.WriteProtected)
            throw ExperimentErrors.WriteProtected(path);
        await using var intake = new LocalFileIntake(this, Layout(path), document =>
        {
            if (document.Files.FirstOrDefault(file => file.Path == name)?.Checksum != version)
                throw FileErrors.Stale(path, name);
        });
        await intake.AddAsync(new() { Name = name, Open = () => new MemoryStream(content.ToArray()) }, cancellationToken).ConfigureAwait(false);
        return (await intake.CommitAsync(cancellationToken).ConfigureAwait(false))[0].Checksum;
    }

    /// <inheritdoc />
    public Task<Stream> OpenFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        var place = LocalFileIntake.PlaceOf(Layout(file.ExperimentPath), file);
        try
        {
            return Task.FromResult<Stream>(
                new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.SequentialScan));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException(
                "FileContentMissing",
                $"The content of '{file.Path}' was not found in '{place}'.",
                "Save the file again, or remove its entry with Remove-MlDashFile.",
                missing)
            { Category = FaultCategory.ObjectNotFound, Target = file };
        }
    }

    /// <inheritdoc />
    public Task<FileEntry> UpdateFileAsync(FileEntry file, FileAnnotations change, CancellationToken cancellationToken) =>
        Task.FromResult(ChangeFiles(file.ExperimentPath, $"Changing '{file.Path}'", document => document.Change(file, change, Clock.GetUtcNow())));

    /// <inheritdoc />
    public Task DeleteFileAsync(FileEntry file, CancellationToken cancellationToken)
    {
        DeleteFile(file);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="DeleteFileAsync"/>
    internal void DeleteFile(FileEntry file) => ChangeFiles(file.ExperimentPath, $"Removing '{file.Path}'", document =>
    {
        document.Delete(file, Clock.GetUtcNow());
        return file;
    });

    /// <summary>Changes entries, under their lock.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="what">What is being done, for errors.</param>
    /// <param name="change">The change.</param>
    /// <param name="known">Ids of files that the change puts in.</param>
    internal T ChangeFiles<T>(ExperimentPath path, string what, Func<FilesDocument, T> change, IReadOnlySet<string>? known = null) =>
        DiskFaults.Translate(what, () =>
        {
            var changed = FilesOf(path).Change(change, known, IsDurable(path));
            SealIfEnded(Layout(path), Layout(path).FilesMetadata);
            return changed;
        });

    /// <summary>Seals a document that was changed, unless a run is open, which does so at its end.</summary>
    private void SealIfEnded(LocalLayout layout, string document)
    {
        if (!File.Exists(layout.Heartbeat))
            ExperimentSeal.RenewDocument(layout, document, Clock);
    }

    /// <summary>Brings what is listed beside the document of files into it, for other tools.</summary>
    private void SettleFiles(ExperimentPath path) => DiskFaults.Translate($"Listing the files of '{path}'", FilesOf(path).Settle);

    private FileRegister FilesOf(ExperimentPath path) =>
        _files.GetOrAdd(path, static (of, store) => new FileRegister(store.Layout(of), store.Clock, store.Warnings.Enqueue), this);
}
