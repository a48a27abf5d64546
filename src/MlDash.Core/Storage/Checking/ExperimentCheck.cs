using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>Checks one experiment on this machine. It only reads, and streams: what it keeps in memory does not grow with the data.</summary>
internal static class ExperimentCheck
{
    private static readonly string[] _ownLines = [".mldash-sent-*.jsonl", ".mldash-refused-*.jsonl"];

    /// <summary>Checks everything that the experiment has.</summary>
    public static async IAsyncEnumerable<StoreFinding> RunAsync(CheckScope scope)
    {
        var layout = scope.Layout;
        scope.Counts.Begin(layout.Path.Value);
        scope.IsLive = IsBeingRecorded(scope);
        foreach (var finding in SealCheck.Read(scope).Concat(DocumentsCheck.Experiment(scope)).Concat(DocumentsCheck.Parameters(scope)))
            yield return finding;
        foreach (var stream in Streams(scope))
        {
            await foreach (var finding in stream.RunAsync().ConfigureAwait(false))
                yield return finding;
        }

        await foreach (var finding in FilesCheck.RunAsync(scope).ConfigureAwait(false))
            yield return finding;
        foreach (var finding in SealCheck.Missing(scope).Concat(OwnLines(scope)).Concat(NameCheck.Run(scope)))
            yield return finding;
    }

    private static bool IsBeingRecorded(CheckScope scope)
    {
        try
        {
            var record = SmallDocument.Read(scope.Layout.Experiment, json => ExperimentParser.Read(json, scope.Layout.Path));
            return record is not null && Heartbeat.Judge(record, scope.Layout, scope.Clock).Status == ExperimentStatus.Running;
        }
        catch (StorageException)
        {
            // The check of the document says what is wrong with it.
            return false;
        }
    }

    private static IEnumerable<StreamCheck> Streams(CheckScope scope)
    {
        var layout = scope.Layout;
        if (File.Exists(layout.Logs))
            yield return new(scope, RecordKind.Log, layout.Logs, layout.LogSequenceLock, new LogCounters(scope));
        foreach (var folder in LocalStreams.MetricFolders(layout.MetricsFolder).ToList())
        {
            var counters = new MetricCounters(scope, folder);
            yield return new(scope, RecordKind.Metric, layout.FileIn(folder, LocalLayout.DataFile), counters.LockFile, counters);
        }

        foreach (var folder in LocalStreams.TrackFolders(layout.TracksFolder).ToList())
        {
            var counters = new TrackCounters(scope, folder);
            yield return new(scope, RecordKind.Track, layout.FileIn(folder, LocalLayout.DataFile), counters.LockFile, counters);
        }
    }

    /// <summary>What is noted of servers: a torn line did not happen, and is known to those who read it.</summary>
    private static IEnumerable<StoreFinding> OwnLines(CheckScope scope)
    {
        var folder = scope.Layout.Folder;
        var origin = Path.Combine(folder, ReceivedOrigin.FileName);
        if (DocumentsCheck.Read(scope, origin).Fault is { } damaged)
            yield return scope.Movable(damaged, origin);
        foreach (var file in _ownLines.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).ToList())
        {
            using var lines = LineReader.Open(file, cancellationToken: scope.CancelToken);
            for (var number = 1L; lines is not null && NextBroken(lines, ref number);)
            {
                yield return scope.Find(
                    FindingSeverity.Information, FindingKinds.LineBroken, file, "The line holds no note. It counts as not written.", number - 1);
            }
        }
    }

    private static bool NextBroken(LineReader lines, ref long number)
    {
        while (lines.TryRead(out var line))
        {
            number++;
            if (!StoredLine.IsBlank(line) && !StoredLine.IsRecord(line))
                return true;
        }

        return false;
    }
}
