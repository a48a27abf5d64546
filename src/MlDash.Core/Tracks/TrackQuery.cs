namespace MlDash;

/// <summary>Which entries of a track to read; they come in the order of their timestamps, equal ones in the order they were recorded.</summary>
public sealed record TrackQuery
{
    /// <summary>The smallest timestamp, inclusive.</summary>
    public double? From { get; init; }

    /// <summary>The largest timestamp, inclusive.</summary>
    public double? To { get; init; }

    /// <summary>Fields to read; an entry without any of them stays, bare. Empty: all.</summary>
    public string[] Columns { get; init; } = [];

    internal bool Matches(double timestamp) => (From is not { } from || timestamp >= from) && (To is not { } to || timestamp <= to);
}
