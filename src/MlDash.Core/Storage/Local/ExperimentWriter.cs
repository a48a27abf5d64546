using System.Collections.Concurrent;
using System.Collections.Specialized;
using MlDash.Protocol;
using MlDash.Records;

namespace MlDash.Storage.Local;

/// <summary>
/// Writes an experiment that was recorded elsewhere into a folder: streams line by line, parameters, files, and last the document that makes the folder an
/// experiment. What is there already stays, so that the next call continues one that was interrupted. Each part is written under the lock that the recorder
/// takes. A part that others have changed since this writer was made belongs to them: it stays as it is, and the caller learns so.
/// </summary>
/// <param name="layout">The folder.</param>
/// <param name="clock">The clock that dates what has no time of its own.</param>
/// <param name="warn">Receives what was repaired.</param>
internal sealed class ExperimentWriter(LocalLayout layout, TimeProvider clock, Action<string> warn)
{
    private readonly FolderSnapshot _before = new(layout);
    private readonly ConcurrentDictionary<StreamId, LineEnd> _ends = new();
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private string[] _changed = [];

    /// <summary>Members of the document of the experiment that others have changed, up to now.</summary>
    public IEnumerable<string> ChangedMembers =>
        SmallDocument.ReadIfWhole(layout.Experiment) is { } now ? _changed.Union(_before.ChangedMembers(now)) : _changed;

    /// <summary>Whether others have changed the parameters, up to now.</summary>
    public bool HasChangedParameters => !_before.HasSameParameters();

    /// <summary>Makes the folders that every experiment has.</summary>
    public void MakeFolders()
    {
        foreach (var folder in new[] { layout.Folder, layout.LogsFolder, layout.MetricsFolder, layout.FilesFolder })
            Directory.CreateDirectory(folder);
    }

    /// <summary>Begins to write a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="whole">Whether it takes the place of what is there; else it continues behind the last line.</param>
    /// <param name="cancellationToken">Ends waits for its lock.</param>
    public LineIntake Open(StreamId stream, bool whole, CancellationToken cancellationToken)
    {
        LocalStreams.RefuseLinks(layout, stream);
        if (whole)
            ExperimentSeal.Break(layout);
        var (data, lockFile) = (LocalStreams.DataFile(layout, stream), LocalStreams.LockFile(layout, stream));
        return new LineIntake(data, _before.LengthOf(data), whole, () => FileLock.Take(lockFile, clock, cancellationToken), end => _ends[stream] = end);
    }

    /// <summary>Where the lines end that this writer has written or found; null for a stream that came later and is not its own.</summary>
    public LineEnd? EndOf(StreamId stream)
    {
        if (_ends.TryGetValue(stream, out var end))
            return end;
        var data = LocalStreams.DataFile(layout, stream);
        return _before.Has(data) ? LineEnd.Of(data, _before.LengthOf(data)) : null;
    }

    /// <summary>Replaces the parameters.</summary>
    /// <returns>False when others have changed them; they stay.</returns>
    public bool WriteParameters(ReadOnlySpan<byte> document, CancellationToken cancellationToken)
    {
        using var held = FileLock.Take(layout.ParametersLock, clock, cancellationToken);
        if (HasChangedParameters)
            return false;
        SmallDocument.Write(layout.Parameters, document);
        _before.NoteParameters(document);
        return true;
    }

    /// <summary>Lists files whose bytes are in their places.</summary>
    /// <returns>Those that are not listed, because others have saved, changed or deleted a file of the same path.</returns>
    public IReadOnlyList<FileEntry> ListFiles(IReadOnlyCollection<FileEntry> files)
    {
        var left = new List<FileEntry>();
        new FileRegister(layout, clock, warn).Change(
            document =>
            {
                var isSame = _before.SameFiles(document);
                foreach (var file in files)
                {
                    if (isSame(file))
                        _listed.Add(KeyOf(document.Put(file, clock.GetUtcNow()).Noted));
                    else
                        left.Add(file);
                }

                return left;
            },
            files.Select(file => file.Id).ToHashSet(StringComparer.Ordinal));
        return left;
    }

    /// <summary>Whether a file is one that this writer has listed or found.</summary>
    public bool Has(FileEntry file) => _listed.Contains(KeyOf(file)) || _before.Has(file);

    /// <summary>Writes the document of the experiment: a folder that looks whole is whole. What runs on this machine have written into it stays.</summary>
    /// <param name="document">The document.</param>
    /// <param name="kept">Further members to keep, if they are there.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    public void Complete(OrderedDictionary document, IEnumerable<string> kept, CancellationToken cancellationToken)
    {
        using var held = FileLock.Take(layout.ExperimentLock, clock, cancellationToken);
        if (SmallDocument.ReadIfWhole(layout.Experiment) is { } stored)
        {
            _changed = [.. _before.ChangedMembers(stored)];
            foreach (var name in kept.Concat(ExperimentDocument.MembersOfRuns(stored)).Concat(_changed).Where(name => stored.Contains(name)))
                document[name] = stored[name];
        }

        _before.NoteDocument(SmallDocument.Write(layout.Experiment, document));
        ExperimentSeal.Renew(layout, clock);
    }

    /// <summary>A file at one moment, with its time as the document holds it, which has fewer digits than some servers send.</summary>
    private static string KeyOf(FileEntry file) => $"{file.Id} {(file.UpdatedAt is { } time ? IsoTime.Format(time) : null)}";
}
