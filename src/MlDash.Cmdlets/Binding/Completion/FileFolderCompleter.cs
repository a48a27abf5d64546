namespace MlDash.Cmdlets.Binding;

/// <summary>Completes folders of files inside an experiment.</summary>
public sealed class FileFolderCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        request.FindFiles()
            .SelectMany(file => Above(file.Folder))
            .GroupBy(folder => folder, StringComparer.Ordinal)
            .OrderBy(folder => folder.Key, StringComparer.Ordinal)
            .Select(folder => new CompletedName(folder.Key, () => CompletionTips.Count(folder.Count(), "file", "files"), HoldsMore: true));

    private static IEnumerable<string> Above(string folder)
    {
        for (var end = folder.Length; end > 0; end = folder.LastIndexOf('/', end - 1))
            yield return folder[..end];
    }
}
