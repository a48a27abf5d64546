using System.Text.Json.Serialization;
using MlDash.Files;

namespace MlDash.Dashboard.Questions;

/// <summary>The files of an experiment.</summary>
/// <param name="Path">The experiment.</param>
public sealed record FileListQuestion(ExperimentPath Path)
{
    /// <summary>Asks it.</summary>
    public async Task<FileListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        List<FileLine> files = [];
        await foreach (var file in source.Reader.FindFilesAsync(Path, new(), cancellationToken).ConfigureAwait(false))
        {
            if (files.Count == QuestionLimits.Files)
                return new(Sorted(files), HasMore: true);
            files.Add(LineOf(file));
        }

        return new(Sorted(files), HasMore: false);
    }

    private static FileLine LineOf(FileEntry file)
    {
        var (series, (width, height, duration)) = (FileSeries.Of(file), FileSeries.SizeOf(file));
        return new(file.Path, file.ContentType, file.Length, file.Checksum, Times.Milliseconds(file.UpdatedAt ?? file.UploadedAt), file.Description)
        {
            Series = series?.Name,
            Step = series?.Step,
            Caption = series?.Caption,
            Width = width,
            Height = height,
            Duration = duration,
        };
    }

    private static IReadOnlyList<FileLine> Sorted(List<FileLine> files) => [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
}

/// <summary>The files of an experiment.</summary>
/// <param name="Files">In the order of their paths.</param>
/// <param name="HasMore">Whether there are more than an answer holds.</param>
public sealed record FileListAnswer(IReadOnlyList<FileLine> Files, bool HasMore);

/// <summary>A file.</summary>
/// <param name="Path">Its path inside the experiment.</param>
/// <param name="ContentType">Its media type, as recorded.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">SHA-256 of the bytes.</param>
/// <param name="At">When it was saved, in milliseconds since 1970 (UTC).</param>
/// <param name="Description">What a user wrote about it.</param>
public sealed record FileLine(string Path, string ContentType, long Length, string Checksum, long? At, string? Description)
{
    /// <summary>What it shows over the steps of the run; null when it is no part of a series.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Series { get; init; }

    /// <summary>Its step in the series.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Step { get; init; }

    /// <summary>A text to show beside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Caption { get; init; }

    /// <summary>Pixels, as recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Width { get; init; }

    /// <summary>Pixels, as recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Height { get; init; }

    /// <summary>Seconds, as recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Duration { get; init; }
}
