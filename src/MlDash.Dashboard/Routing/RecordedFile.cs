using MlDash.Dashboard.Questions;
using MlDash.Files;

namespace MlDash.Dashboard.Routing;

/// <summary>A recorded file that a question names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type, as recorded.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">SHA-256 of the bytes; empty where it is not known.</param>
/// <param name="OpenAsync">Opens it.</param>
internal sealed record RecordedFile(string Name, string ContentType, long Length, string Checksum, Func<Task<Stream>> OpenAsync)
{
    /// <summary>A file of an experiment.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>.</exception>
    public static async Task<RecordedFile> OfExperimentAsync(DashboardSource source, QueryFields query, CancellationToken cancellationToken)
    {
        var (path, name) = (query.Path(), query.Required("file"));
        var only = new FileQuery { Paths = [Text.Wildcard.ForPath(Text.Wildcard.Escape(name))] };
        await foreach (var file in source.Reader.FindFilesAsync(path, only, cancellationToken).ConfigureAwait(false))
        {
            if (file.Path == name)
                return new(file.Name, file.ContentType, file.Length, file.Checksum, () => source.Reader.OpenFileAsync(file, cancellationToken));
        }

        throw Missing.File(path, name);
    }

    /// <summary>A file that lies in a folder itself.</summary>
    /// <exception cref="ExperimentException"><c>FileNotFound</c>, or <c>FolderNotFound</c>.</exception>
    public static async Task<RecordedFile> OfFolderAsync(DashboardSource source, QueryFields query, CancellationToken cancellationToken)
    {
        var (folder, name) = (query.Folder("path"), query.Required("file"));
        await source.RequireFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        if (source.Folders is not { } folders || await folders.GetAsync(folder, name, cancellationToken).ConfigureAwait(false) is not { } file)
            throw FileErrors.NotInFolder(folder, name);
        return new(file.Name, file.ContentType, file.Length, file.Checksum, () => folders.OpenAsync(file, cancellationToken));
    }
}
