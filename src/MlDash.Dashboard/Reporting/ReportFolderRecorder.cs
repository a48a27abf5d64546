using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;

namespace MlDash.Dashboard.Reporting;

/// <summary>Records the folders that lead to runs, with their own texts and pictures.</summary>
/// <param name="source">Their source.</param>
/// <param name="recorder">Asks and records.</param>
internal sealed class ReportFolderRecorder(int source, ReportRecorder recorder)
{
    /// <summary>Records those above some runs.</summary>
    public async Task RecordAsync(IReadOnlyList<string> runs)
    {
        foreach (var folder in runs.SelectMany(Above).Prepend(string.Empty).Distinct(StringComparer.Ordinal).ToList())
        {
            var path = ("path", folder);
            var answer = await recorder.RecordAsync(source, "folder", DashboardJson.Default.FolderAnswer, path).ConfigureAwait(false);
            foreach (var file in answer?.Files ?? [])
            {
                if (RecordedType.IsTable(file.Name))
                {
                    await recorder.RecordAsync(source, "folderfiletable", DashboardJson.Default.FileTableAnswer, path, ("file", file.Name))
                        .ConfigureAwait(false);
                }

                if (recorder.Notes.Takes(file.ContentType, file.Length))
                    await recorder.RecordFileAsync(source, "folderfile", path, ("file", file.Name)).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<string> Above(string run)
    {
        for (var end = run.IndexOf('/', StringComparison.Ordinal); end > 0; end = run.IndexOf('/', end + 1))
            yield return run[..end];
    }
}
