using System.Collections.Specialized;

namespace MlDash.Import.Runs;

/// <summary>One run as its tracker has it: what is small at once, what may be large when it is read.</summary>
internal abstract class SourceRun
{
    /// <summary>What is small: names, state, times, parameters.</summary>
    public abstract RunDetails Details { get; }

    /// <summary>Files that may grow at the same time, in the order in which they are read, by their full paths; empty for runs that have one.</summary>
    public virtual IReadOnlyList<string> Growing => [];

    /// <summary>In which order these are read.</summary>
    public ReadOrder Order { get; set; } = ReadOrder.Plain;

    /// <summary>
    /// Gives everything large to a sink, in an order that stays the same when the source grows: record <c>n</c> of a stream is record <c>n</c> the next time,
    /// too, so that an import can be continued.
    /// </summary>
    /// <param name="sink">Takes it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract void Read(IRunSink sink, CancellationToken cancellationToken);
}

/// <summary>What is small about a run.</summary>
internal sealed record RunDetails
{
    /// <summary>Its id in its tracker, or its place below the path that is imported: unique there, and the same at the next import.</summary>
    public required string Id { get; init; }

    /// <summary>File or folder it was found in.</summary>
    public required string Place { get; init; }

    /// <summary>Its name; a <c>/</c> in it makes folders.</summary>
    public required string Name { get; init; }

    /// <summary>What its tracker calls the group of runs it belongs to: project, experiment; null when there is none.</summary>
    public string? Project { get; init; }

    /// <summary>Where it stands; <see cref="ExperimentStatus.Unknown"/> when its tracker does not say.</summary>
    public ExperimentStatus Status { get; init; }

    /// <summary>When it began; null: unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null: unknown, or it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Notes.</summary>
    public string? Description { get; init; }

    /// <summary>Words it is found by.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Parameters, nested or flat.</summary>
    public OrderedDictionary Parameters { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What its tracker knows and an experiment has no member for: kept as metadata under the name of the format.</summary>
    public OrderedDictionary Metadata { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The machine it ran on; null: unknown.</summary>
    public string? Host { get; init; }

    /// <summary>The experiment that was exported to the source; null for runs that another tracker has recorded.</summary>
    public ExperimentRecord? Recorded { get; init; }

    /// <summary>The details of an experiment that was exported.</summary>
    /// <param name="record">The experiment.</param>
    /// <param name="id">Its id in the source.</param>
    /// <param name="place">Where it was found.</param>
    public static RunDetails Of(ExperimentRecord record, string id, string place)
    {
        var (path, slash) = (record.Path.Value, record.Path.Value.IndexOf('/', StringComparison.Ordinal));
        return new RunDetails
        {
            Id = id,
            Place = place,
            Name = path[(slash + 1)..],
            Project = slash < 0 ? null : path[..slash],
            Status = record.Status.Stored(),
            StartedAt = record.StartedAt,
            EndedAt = record.EndedAt,
            Error = record.Error,
            Description = record.Description,
            Tags = record.Tags,
            Host = record.Runs.LastOrDefault()?.HostName,
            Recorded = record,
        };
    }
}
