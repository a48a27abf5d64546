using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json;
using MlDash.Json;
using MlDash.Records;
using MlDash.Recording;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <summary>
/// Removes a file from an experiment that stays: it is marked as deleted in the list, an entry of the log says what it was, and its bytes go. Each step may be
/// done again, so that a step that was killed is carried on.
/// </summary>
internal static class FileRetention
{
    private const int LogEntriesLookedAt = 1000;

    /// <summary>Begins to remove a file.</summary>
    /// <returns>The step; null when the file is not listed any more.</returns>
    public static RetentionStep? Begin(LocalLayout layout, string path, string id, string rule, DateTimeOffset now)
    {
        if (FilesDocument.Read(layout).Files.FirstOrDefault(file => file.Path == path && file.Id == id) is not { } file)
            return null;
        var step = new RetentionStep(RetentionKind.File, path, id, rule, LengthOf(layout, file), 0, 0, now);
        step.Begin(layout);
        return step;
    }

    /// <summary>Bytes that a file takes on the disk.</summary>
    public static long LengthOf(LocalLayout layout, FileEntry file) =>
        new FileInfo(LocalFileIntake.PlaceOf(layout, file)) is { Exists: true } stored ? stored.Length : 0;

    /// <summary>Does what is left of a step.</summary>
    public static void Finish(LocalExperimentStore store, LocalLayout layout, RetentionStep step)
    {
        var document = FilesDocument.Read(layout);
        if (document.Files.FirstOrDefault(file => IsMeant(file, step)) is { } live)
        {
            store.DeleteFile(live);
            document = FilesDocument.Read(layout);
        }

        if (document.Deleted.FirstOrDefault(file => IsMeant(file, step)) is { } file)
        {
            Log(store, layout, file, step);
            // Bytes that another entry still names stay.
            if (!document.Files.Any(other => other.Id == file.Id && other.Path == file.Path))
                LocalFileIntake.Remove(LocalFileIntake.PlaceOf(layout, file));
        }

        RetentionStep.End(layout);
    }

    private static bool IsMeant(FileEntry file, RetentionStep step) => file.Path == step.Name && file.Id == step.FileId;

    private static void Log(LocalExperimentStore store, LocalLayout layout, FileEntry file, RetentionStep step)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture, $"Retention removed the file '{file.Path}' of {step.Bytes} bytes, SHA-256 {file.Checksum}, by the rule: {step.Rule}");
        if (store.LastLogs(layout.Path, LogEntriesLookedAt).Any(entry => entry.Timestamp == step.At && entry.Message == message))
            return;
        using var batch = new RecordBatch();
        using (var writer = new Utf8JsonWriter(batch.Bytes, ValueWriter.Options))
        {
            LogLine.WriteRecord(writer, step.At, LogLevel.Info.ToWord(), message, new OrderedDictionary
            {
                ["file"] = file.Path,
                ["id"] = file.Id,
                ["size"] = step.Bytes,
                ["sha256"] = file.Checksum,
                ["rule"] = step.Rule,
            });
        }

        batch.EndRecord(0);
        using var log = new LogAppender(layout, durable: true, store.Clock);
        log.Append(StreamId.Log.ToString(), batch, CancellationToken.None);
        ExperimentSeal.Extend(layout, store.Clock);
    }
}
