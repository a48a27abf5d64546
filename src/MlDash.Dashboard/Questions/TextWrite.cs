using System.Text;

namespace MlDash.Dashboard.Questions;

/// <summary>A text that is put into a folder or an experiment.</summary>
/// <param name="Path">The folder or experiment; empty for the top.</param>
/// <param name="File">The name of the file.</param>
/// <param name="Text">What it says from now on.</param>
/// <param name="Version">The checksum of the file that it was made of; null: there is no such file.</param>
public sealed record TextWrite(string? Path, string? File, string? Text, string? Version = null)
{
    /// <summary>Writes it.</summary>
    /// <exception cref="ExperimentException"><c>Stale</c>, <c>FolderNotFound</c>, <c>IllegalPath</c>, <c>ExperimentWriteProtected</c>.</exception>
    /// <exception cref="ConfigurationException"><c>ChangeIncomplete</c>.</exception>
    public async Task<WriteAnswer> WriteAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        if (Path is null || File is null or "" || Text is null)
            throw new ConfigurationException("ChangeIncomplete", "A text has a 'path', a 'file' and a 'text'.");
        var folder = Path.Length == 0 ? null : ExperimentPath.Recorded(Path);
        if (folder is null || await source.Reader.GetAsync(folder, cancellationToken).ConfigureAwait(false) is null)
            await source.RequireFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        var checksum = await (source.Folders ?? throw Missing.Right())
            .WriteAsync(folder, File, Encoding.UTF8.GetBytes(Text), Version, cancellationToken).ConfigureAwait(false);
        return new(checksum);
    }
}

/// <summary>What was written.</summary>
/// <param name="Checksum">SHA-256 of the bytes: the version that the next change is made of.</param>
public sealed record WriteAnswer(string Checksum);
