using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes paths of files inside an experiment, segment by segment, and bare names of files in any folder.</summary>
public sealed class FilePathCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        var folder = word.Folder is { Length: > 0 } named ? named + '/' : string.Empty;
        var files = request.FindFiles().ToList();
        foreach (var file in files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)))
        {
            var rest = file.Path[folder.Length..];
            yield return rest.IndexOf('/') is var slash and >= 0
                ? new CompletedName(folder + rest[..(slash + 1)], () => $"Files in {folder}{rest[..slash]}", rest[..(slash + 1)], HoldsMore: true)
                : new CompletedName(file.Path, () => TipOf(file), rest);
        }

        if (word.Text.Length == 0 || folder.Length > 0)
            yield break;
        foreach (var file in files.Where(file => file.Name.Contains(word.Text, StringComparison.OrdinalIgnoreCase)))
            yield return new CompletedName(file.Path, () => TipOf(file));
    }

    private static string TipOf(FileEntry file) => $"{ViewText.Size(file.Length)}, {file.ContentType}, {ViewText.Ago(file.UploadedAt)}";
}
