using System.Text;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Files;

namespace MlDash.Dashboard.Reporting;

/// <summary>
/// Writes the page with the answers to its questions into one file, which a browser shows without asking anybody. The router that answers every other host
/// answers here, too, so that a report shows the same.
/// </summary>
public static class ReportWriter
{
    /// <summary>Writes a report; it is put in place only when it is whole.</summary>
    /// <param name="sources">What is shown, one at least.</param>
    /// <param name="options">How much it holds.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether something may be there.</param>
    /// <param name="progress">Told how many experiments are in it so far.</param>
    /// <param name="clock">What tells the time of the report; the system's when absent.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left of it.</param>
    /// <exception cref="StorageException"><c>FileExists</c> unless <paramref name="overwrite"/>.</exception>
    public static async Task<ReportFile> WriteAsync(
        IReadOnlyList<DashboardSource> sources, ReportOptions options, string path, bool overwrite, IProgress<long>? progress = null,
        TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        var notes = new ReportNotes(options);
        var (count, length) = (0, 0L);
        await WholeFile.WriteAsync(path, overwrite, async file =>
        {
            await using var target = new BufferedStream(file, 1 << 16);
            var answers = new ReportAnswers(target, options.MaxSize);
            var recorder = new ReportRecorder(new(sources, new DashboardHost { Kind = DashboardHost.Report }), answers, notes, cancellationToken);
            await target.WriteAsync(Encoding.UTF8.GetBytes(ReportPage.Begin), cancellationToken).ConfigureAwait(false);
            (var tables, count) = await RecordAsync(recorder, sources.Count, options, progress).ConfigureAwait(false);
            var createdAt = (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds();
            var index = new ReportIndex(createdAt, [.. notes.LeftOut(), .. notes.Reduced()], answers.Places, tables);
            await answers.AddIndexAsync(index, cancellationToken).ConfigureAwait(false);
            await target.WriteAsync(Encoding.UTF8.GetBytes(ReportPage.End), cancellationToken).ConfigureAwait(false);
            await target.FlushAsync(cancellationToken).ConfigureAwait(false);
            length = file.Length;
        }).ConfigureAwait(false);
        return new(path, length, count, notes.LeftOut(), notes.Reduced());
    }

    private static async Task<(IReadOnlyList<ReportTable> Tables, int Count)> RecordAsync(
        ReportRecorder recorder, int sources, ReportOptions options, IProgress<long>? progress)
    {
        await recorder.RecordSourcesAsync().ConfigureAwait(false);
        var (tables, runs) = (new List<ReportTable>(), new List<ReportRunRecorder>());
        for (var source = 0; source < sources; source++)
        {
            var (table, place) = (new ReportTableRecorder(source, recorder), source);
            tables.Add(await table.RecordAsync().ConfigureAwait(false));
            await new ReportFolderRecorder(source, recorder).RecordAsync(table.Paths).ConfigureAwait(false);
            runs.AddRange(table.Paths.Select(path => new ReportRunRecorder(place, path, recorder, options)));
        }

        for (var number = 0; number < runs.Count; number++)
        {
            await runs[number].RecordAsync().ConfigureAwait(false);
            progress?.Report(number + 1);
        }

        return (tables, runs.Count);
    }
}
