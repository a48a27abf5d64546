namespace MlDash.Tracks;

/// <summary>One track to read, whatever it is kept in.</summary>
public interface ITrackReader
{
    /// <summary>The topic.</summary>
    string Topic { get; }

    /// <summary>Entries in the order of their times.</summary>
    IAsyncEnumerable<TrackEntry> ReadAsync(TrackQuery query, CancellationToken cancellationToken = default);

    /// <summary>The details of the track; null when there is none.</summary>
    Task<TrackInfo?> GetInfoAsync(CancellationToken cancellationToken = default);
}
