using System.Collections.Specialized;
using MlDash.Records;

namespace MlDash.Import.Runs;

/// <summary>Takes what a run holds. Not for two threads at once.</summary>
internal interface IRunSink
{
    /// <summary>The points of a metric, which are given one after the other.</summary>
    /// <param name="name">Its name as its tracker has it; <c>/</c> groups metrics.</param>
    IPointSink Metric(string name);

    /// <summary>What is said about a metric or a track, before or after its records.</summary>
    /// <param name="kind">Which of the two.</param>
    /// <param name="name">Its name, as for its records.</param>
    /// <param name="description">What is said; null values say nothing.</param>
    void Describe(RecordKind kind, string name, SeriesDescription description);

    /// <summary>A log entry.</summary>
    /// <param name="time">When it was written; null: unknown.</param>
    /// <param name="level">How grave it is.</param>
    /// <param name="message">Its text.</param>
    /// <param name="metadata">Values that go with it.</param>
    void Log(DateTimeOffset? time, LogLevel level, string message, OrderedDictionary? metadata = null);

    /// <summary>An entry of a track.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="fields">Names and values.</param>
    void Entry(string topic, double time, IReadOnlyList<KeyValuePair<string, object?>> fields);

    /// <summary>A file.</summary>
    void File(SourceFile file);

    /// <summary>A file that the source has inside another one. Its bytes are the sink's to keep: a source may have more of them than fit into memory.</summary>
    /// <param name="path">Where it lies among the files of the run: segments joined by <c>/</c>.</param>
    /// <param name="content">Its bytes; they are read during the call only.</param>
    /// <param name="metadata">What its tracker knows about it.</param>
    void File(string path, ReadOnlySpan<byte> content, OrderedDictionary metadata);

    /// <summary>Notes what cannot be carried over, once for each kind of thing.</summary>
    /// <param name="what">What it is, and why it stays: a sentence.</param>
    void LeaveOut(string what);
}

/// <summary>Takes the points of one metric.</summary>
internal interface IPointSink
{
    /// <summary>A point with one number.</summary>
    /// <param name="step">Its step; null when it has none.</param>
    /// <param name="value">The number; it becomes the field <c>value</c>.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    void Add(long? step, double value, double? time);

    /// <summary>A point with one number under a name.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="field">The name, another one than <c>step</c> and the time.</param>
    /// <param name="value">The number.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    void Add(long step, string field, double value, double? time);

    /// <summary>A point with any fields.</summary>
    /// <param name="fields">Names and values.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time);

    /// <summary>A point with any fields that was stored at another time than its own.</summary>
    /// <param name="fields">Names and values.</param>
    /// <param name="time">Seconds since 1970; null: unknown.</param>
    /// <param name="createdAt">When it was stored; null: unknown.</param>
    void Add(IReadOnlyList<KeyValuePair<string, object?>> fields, double? time, DateTimeOffset? createdAt);
}

/// <summary>A file of a run.</summary>
/// <param name="Path">Where it lies among the files of the run: segments joined by <c>/</c>.</param>
/// <param name="Open">Opens its bytes; the same ones each time.</param>
/// <param name="Modified">When it was changed last; null: unknown.</param>
internal sealed record SourceFile(string Path, Func<Stream> Open, DateTime? Modified = null)
{
    /// <summary>Its media type; null: by its name.</summary>
    public string? ContentType { get; init; }

    /// <summary>Words it is found by.</summary>
    public string[]? Tags { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Its bindrs.</summary>
    public string[]? Bindrs { get; init; }

    /// <summary>What its tracker knows about it.</summary>
    public OrderedDictionary? Metadata { get; init; }
}
