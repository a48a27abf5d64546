using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using MlDash.Json;
using MlDash.Media;

namespace MlDash.Files;

/// <summary>What a file shows over the steps of a run: one picture, sound or video of several. The metadata of the file have it.</summary>
/// <param name="Name">What the files of all steps show, such as <c>samples</c>; a <c>/</c> in it makes folders.</param>
/// <param name="Step">The step.</param>
/// <param name="Caption">A text to show beside it.</param>
public sealed record FileSeries(string Name, long Step, string? Caption = null)
{
    private const string NameKey = "series";
    private const string StepKey = "step";
    private const string CaptionKey = "caption";
    private const string WidthKey = "width";
    private const string HeightKey = "height";
    private const string DurationKey = "duration";

    /// <summary>Where a file of it is kept in the experiment when nothing else is said.</summary>
    /// <param name="number">How many files of the same step come before it.</param>
    /// <param name="extension">How its name ends, with the dot.</param>
    public string PathOf(int number, string extension) => string.Create(
        CultureInfo.InvariantCulture, $"{Name.Trim('/')}/{Step:D8}{(number > 0 ? $"_{number}" : string.Empty)}{extension}");

    /// <summary>The metadata of a file of it.</summary>
    /// <param name="header">What the file says about itself; null when it says nothing.</param>
    /// <param name="others">What else is known about it; the members of the series win.</param>
    public OrderedDictionary ToMetadata(MediaHeader? header, IDictionary? others = null)
    {
        var metadata = others is null ? JsonValues.NewMap() : Plain.Copy(others);
        metadata[NameKey] = Name;
        metadata[StepKey] = Step;
        foreach (var (key, value) in new (string, object?)[]
        {
            (CaptionKey, Caption), (WidthKey, header?.Width), (HeightKey, header?.Height), (DurationKey, header?.Duration),
        })
        {
            if (value is not null)
                metadata[key] = value;
        }

        return metadata;
    }

    /// <summary>The series that a file is part of; null when it is part of none.</summary>
    internal static FileSeries? Of(FileEntry file) =>
        file.Metadata is { } metadata && metadata[NameKey] is string { Length: > 0 } name && Whole(metadata[StepKey]) is { } step
            ? new(name, step, metadata[CaptionKey] as string)
            : null;

    /// <summary>What the metadata of a file say about its size and duration.</summary>
    internal static (int? Width, int? Height, double? Duration) SizeOf(FileEntry file) => file.Metadata is { } metadata
        ? (Pixels(metadata[WidthKey]), Pixels(metadata[HeightKey]), metadata[DurationKey] switch
        {
            double seconds when double.IsFinite(seconds) && seconds >= 0 => seconds,
            long seconds and >= 0 => seconds,
            _ => null,
        })
        : default;

    private static int? Pixels(object? value) => Whole(value) is > 0 and <= int.MaxValue and var pixels ? (int)pixels : null;

    // Other writers have numbers of one kind only.
    private static long? Whole(object? value) => value switch
    {
        long whole => whole,
        double real when real == Math.Truncate(real) && Math.Abs(real) < 1L << 53 => (long)real,
        _ => null,
    };
}
