using MlDash.Files;

namespace MlDash.Dashboard.Questions;

/// <summary>A folder of experiments.</summary>
/// <param name="Folder">Its path; null is the top.</param>
public sealed record FolderQuestion(ExperimentPath? Folder)
{
    /// <summary>Asks it.</summary>
    /// <exception cref="ExperimentException"><c>FolderNotFound</c>.</exception>
    public async Task<FolderAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        var (above, runs) = (Folder is null ? 0 : Folder.Value.Length + 1, 0);
        var folders = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var table = await source.Runs.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        foreach (var path in table.Runs.Keys.Where(path => Folder is null || path.LiesUnder(Folder)))
        {
            runs++;
            if (path.Value.IndexOf('/', above) is var end and > 0)
                folders[path.Value[above..end]] = folders.GetValueOrDefault(path.Value[above..end]) + 1;
        }

        // Those that lie in an experiment are its own.
        var isRun = Folder is not null && table.Runs.ContainsKey(Folder);
        if (Folder is not null && runs == 0 && !isRun)
            throw FileErrors.NoFolder(Folder);
        var files = isRun || source.Folders is not { } kept ? []
            : await kept.FindAsync(Folder, QuestionLimits.FolderFiles, cancellationToken).ConfigureAwait(false);
        return new(
            Folder?.Value ?? string.Empty, [.. folders.Take(QuestionLimits.Folders).Select(folder => new FolderLine(folder.Key, folder.Value))],
            [.. files.Select(file => new FolderFileLine(file.Name, file.ContentType, file.Length, file.Checksum, Times.Milliseconds(file.UpdatedAt)))], runs);
    }
}

/// <summary>A folder of experiments.</summary>
/// <param name="Path">Its path; empty for the top.</param>
/// <param name="Folders">The folders in it that lead to experiments, in the order of their names.</param>
/// <param name="Files">The files that lie in it itself, in the order of their names; none for the folder of an experiment.</param>
/// <param name="Runs">How many experiments lie below it.</param>
public sealed record FolderAnswer(string Path, IReadOnlyList<FolderLine> Folders, IReadOnlyList<FolderFileLine> Files, int Runs);

/// <summary>A folder in a folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Runs">How many experiments lie below it.</param>
public sealed record FolderLine(string Name, int Runs);

/// <summary>A file in a folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">SHA-256 of the bytes; empty where it is not known without reading a large file.</param>
/// <param name="At">When it was written, in milliseconds since 1970 (UTC).</param>
public sealed record FolderFileLine(string Name, string ContentType, long Length, string Checksum, long? At);
