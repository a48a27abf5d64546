using System.Collections.Specialized;
using MlDash.Files;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Local;

/// <summary>
/// What retention is removing from an experiment that stays, noted in its folder as <c>.mldash-retention.json</c> until it is done. Of a run that was killed
/// the next one reads it and does what is left.
/// </summary>
/// <param name="What">A file or points.</param>
/// <param name="Name">The file or the metric.</param>
/// <param name="FileId">Id of the file.</param>
/// <param name="Rule">The rule that says so.</param>
/// <param name="Bytes">Bytes that are free afterwards.</param>
/// <param name="Points">How many points the metric had.</param>
/// <param name="Kept">How many of them stay.</param>
/// <param name="At">When it was begun.</param>
internal sealed record RetentionStep(
    RetentionKind What, string Name, string? FileId, string Rule, long Bytes, long Points, long Kept, DateTimeOffset At)
{
    private const string FileName = ".mldash-retention.json";

    /// <summary>What was begun in an experiment; null when nothing was.</summary>
    public static RetentionStep? Begun(LocalLayout layout) =>
        SmallDocument.ReadIfWhole(Place(layout)) is { } document && document.Text("name") is { } name && document.Time("at") is { } at
        && Enum.TryParse<RetentionKind>(document.Text("what"), out var what)
            ? new(
                what, name, document.Text("fileId"), document.Text("rule") ?? string.Empty, document.Whole("bytes") ?? 0, document.Whole("points") ?? 0,
                document.Whole("kept") ?? 0, at)
            : null;

    /// <summary>Notes that it begins, on the disk itself.</summary>
    public void Begin(LocalLayout layout) => SmallDocument.Write(
        Place(layout),
        new OrderedDictionary
        {
            ["what"] = What.ToString(),
            ["name"] = Name,
            ["fileId"] = FileId,
            ["rule"] = Rule,
            ["bytes"] = Bytes,
            ["points"] = Points,
            ["kept"] = Kept,
            ["at"] = IsoTime.Format(At),
        },
        durable: true);

    /// <summary>Notes that it is done.</summary>
    public static void End(LocalLayout layout) => DiskChanges.Delete(Place(layout));

    private static string Place(LocalLayout layout) => Path.Combine(layout.Folder, FileName);
}
