using System.Collections.Specialized;
using System.Globalization;
using MlDash.Client;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Server.Documents;

namespace MlDash.Server.Reading;

/// <summary>Documents as the records that readers answer.</summary>
internal static class RecordShapes
{
    /// <exception cref="ExperimentException"><c>IllegalPath</c>: its name cannot be a path.</exception>
    public static ExperimentRecord ToRecord(NodeDocument node, ProjectDocument project) => new()
    {
        Path = PlaceOf(node, project).ToPath(),
        Name = node.Name,
        Project = project.Slug,
        Id = node.ExperimentId,
        Description = TextOf(node.Description),
        Tags = [.. node.Tags],
        Bindrs = [.. node.Run!.Bindrs],
        Metadata = MembersOf(node.Metadata),
        CreatedAt = IsoTime.Parse(node.CreatedAt),
        UpdatedAt = IsoTime.Parse(node.UpdatedAt),
        StartedAt = IsoTime.Parse(node.Run.StartedAt),
        EndedAt = IsoTime.Parse(node.Run.EndedAt),
        Status = ExperimentStatusText.Parse(node.Run.Status),
        Error = node.Run.Error,
        WriteProtected = node.Run.WriteProtected,
    };

    /// <summary>Where an experiment lies.</summary>
    public static RemotePath PlaceOf(NodeDocument node, ProjectDocument project) => new(project.NamespaceSlug, project.Slug, node.FullPath);

    public static LogEntry ToEntry(LogWire entry)
    {
        _ = LogLevels.TryParse(entry.Level, out var level);
        return new(entry.SequenceNumber, IsoTime.Parse(entry.Timestamp) ?? default, level, entry.Message, MapOf(entry.Metadata));
    }

    public static MetricInfo ToInfo(MetricEntry metric, MetricPoint? last) => new()
    {
        Name = metric.Name,
        Description = metric.Description,
        Tags = [.. metric.Tags],
        Metadata = MapOf(metric.Metadata),
        TotalPoints = long.Parse(metric.TotalDataPoints, CultureInfo.InvariantCulture),
        CreatedAt = IsoTime.Parse(metric.CreatedAt),
        UpdatedAt = IsoTime.Parse(metric.UpdatedAt),
        Last = MetricPoint.Of(last, metric.Name),
    };

    public static TrackInfo ToInfo(TrackDocument track, long entries) => new()
    {
        Topic = track.Topic,
        Columns = [.. track.Columns],
        TotalEntries = entries,
        FirstTimestamp = track.FirstTimestamp,
        LastTimestamp = track.LastTimestamp,
        Description = track.Description,
        Tags = [.. track.Tags],
        Metadata = MapOf(track.Metadata),
        CreatedAt = IsoTime.Parse(track.CreatedAt),
    };

    /// <summary>A file of an experiment.</summary>
    public static FileEntry ToEntry(NodeDocument node, PhysicalFile file, ExperimentPath experiment)
    {
        var metadata = MapOf(node.Metadata);
        var bindrs = FileUploads.TakeBindrs(metadata);
        return new()
        {
            Id = node.Id,
            ExperimentPath = experiment,
            Folder = node.Path,
            Name = node.Name,
            Description = TextOf(node.Description),
            Tags = [.. node.Tags],
            Bindrs = bindrs,
            Metadata = metadata is { Count: > 0 } ? metadata : null,
            ContentType = file.ContentType,
            Length = file.SizeBytes,
            Checksum = file.Checksum,
            UploadedAt = IsoTime.Parse(node.CreatedAt),
            UpdatedAt = IsoTime.Parse(node.UpdatedAt),
        };
    }

    /// <summary>The values of an object, as scripts know them; null when there is none.</summary>
    public static OrderedDictionary? MapOf(RawJson? json) =>
        // Copied, since the parser puts its stand-ins into what it reads.
        json is { Bytes.IsEmpty: false } given ? JsonValues.Parse(given.Bytes.ToArray()) as OrderedDictionary : null;

    // The protocol says "none" with an empty text or object, which a user would take for something.
    private static string? TextOf(string? text) => text is { Length: > 0 } ? text : null;

    private static OrderedDictionary? MembersOf(RawJson? json) => MapOf(json) is { Count: > 0 } members ? members : null;
}
