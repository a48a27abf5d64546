using System.Globalization;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Tracks;
using MlDash.Series;

namespace MlDash.Dashboard.Reporting;

/// <summary>Records what the page shows of a run: details, log, tracks, files, and curves along every usual x.</summary>
/// <param name="source">Its source.</param>
/// <param name="path">Its path.</param>
/// <param name="recorder">Asks and records.</param>
/// <param name="options">How much the report holds.</param>
internal sealed class ReportRunRecorder(int source, string path, ReportRecorder recorder, ReportOptions options)
{
    private const string Default = "default";

    private bool _isWhole;

    /// <summary>Records it, while there is room.</summary>
    public async Task RecordAsync()
    {
        if (!recorder.IsFull)
            await RecordPartsAsync().ConfigureAwait(false);
        if (recorder.IsFull && !_isWhole)
            recorder.Notes.Crowded.Add(path);
    }

    private async Task RecordPartsAsync()
    {
        _isWhole = true;
        Seen(await recorder.RecordAsync(source, "run", DashboardJson.Default.RunDetailAnswer, Path).ConfigureAwait(false));
        await RecordMetricsAsync().ConfigureAwait(false);
        await RecordLogAsync().ConfigureAwait(false);
        await RecordTracksAsync().ConfigureAwait(false);
        await RecordFilesAsync().ConfigureAwait(false);
    }

    private (string, string) Path => ("path", path);

    private async Task RecordMetricsAsync()
    {
        var metrics = Seen(await recorder.RecordAsync(source, "metrics", DashboardJson.Default.MetricListAnswer, Path).ConfigureAwait(false));
        foreach (var metric in metrics?.Metrics ?? [])
        {
            foreach (var x in AxesOf(metric))
            {
                var answer = Seen(await recorder.RecordAsync(
                    source, "series", DashboardJson.Default.SeriesAnswer, [Path, ("metric", metric.Name), ("x", x)],
                    [("buckets", options.Buckets.ToString(CultureInfo.InvariantCulture))]).ConfigureAwait(false));
                if (x == Default)
                    recorder.Notes.Curves += answer?.Series.Sum(series => series.Curves.Count(curve => !curve.IsRaw)) ?? 0;
            }
        }
    }

    private static IEnumerable<string> AxesOf(MetricLine metric) =>
        [Default, "index", "time", "relativetime", .. SeriesX.UsualFields.Skip(1).Where(name => metric.Fields.Any(field => field.Name == name))];

    private async Task RecordLogAsync()
    {
        var last = ("last", ReportOptions.LogEntries.ToString(CultureInfo.InvariantCulture));
        var log = Seen(await recorder.RecordAsync(source, "logs", DashboardJson.Default.LogAnswer, [Path], [last]).ConfigureAwait(false));
        recorder.Notes.Logs += log?.Entries.Count == ReportOptions.LogEntries ? 1 : 0;
    }

    private async Task RecordTracksAsync()
    {
        var tracks = Seen(await recorder.RecordAsync(source, "tracks", DashboardJson.Default.TrackListAnswer, Path).ConfigureAwait(false));
        foreach (var track in tracks?.Tracks ?? [])
        {
            (string, string)[] evenly = Histogram.AreIn(track.Columns) ? [("even", "true")] : [];
            var answer = Seen(await recorder.RecordAsync(
                source, "track", DashboardJson.Default.TrackAnswer, [Path, ("topic", track.Topic)], evenly).ConfigureAwait(false));
            recorder.Notes.Tracks += answer?.HasMore == true ? 1 : 0;
        }
    }

    private async Task RecordFilesAsync()
    {
        var files = Seen(await recorder.RecordAsync(source, "files", DashboardJson.Default.FileListAnswer, Path).ConfigureAwait(false));
        foreach (var file in files?.Files ?? [])
        {
            if (RecordedType.IsTable(file.Path))
                Seen(await recorder.RecordAsync(source, "filetable", DashboardJson.Default.FileTableAnswer, Path, ("file", file.Path)).ConfigureAwait(false));
            if (recorder.Notes.Takes(file.ContentType, file.Length))
                _isWhole &= await recorder.RecordFileAsync(source, "file", Path, ("file", file.Path)).ConfigureAwait(false);
        }
    }

    private T? Seen<T>(T? answer)
        where T : class
    {
        _isWhole &= answer is not null;
        return answer;
    }
}
