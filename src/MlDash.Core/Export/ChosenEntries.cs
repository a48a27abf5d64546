using System.Collections;
using System.Runtime.CompilerServices;
using MlDash.Tracks;

namespace MlDash.Export;

/// <summary>Entries of a track that a caller has read and chosen, to be written in the place of the track.</summary>
/// <param name="track">The track they are from.</param>
public sealed class ChosenEntries(TrackInfo track) : ITrackReader
{
    private readonly ChosenFields _fields = new();
    private readonly List<TrackEntry> _entries = [];

    /// <inheritdoc />
    public string Topic => track.Topic;

    /// <summary>Adds an entry; entries are read in the order of their times, however they were added.</summary>
    /// <param name="timestamp">Its time.</param>
    /// <param name="fields">Its names and values.</param>
    public void Add(double timestamp, IDictionary fields) => _entries.Add(new(timestamp, _fields.Of(fields)));

    /// <inheritdoc />
    public Task<TrackInfo?> GetInfoAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<TrackInfo?>(new(track) { TotalEntries = _entries.Count });

    /// <inheritdoc />
    public async IAsyncEnumerable<TrackEntry> ReadAsync(TrackQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var entry in _entries.Where(entry => query.Matches(entry.Timestamp)).OrderBy(entry => entry.Timestamp))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(entry.Timestamp, ChosenFields.Only(entry.Fields, query.Columns));
        }
    }
}
