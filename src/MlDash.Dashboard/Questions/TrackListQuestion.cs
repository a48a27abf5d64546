namespace MlDash.Dashboard.Questions;

/// <summary>The tracks of an experiment.</summary>
/// <param name="Path">The experiment.</param>
public sealed record TrackListQuestion(ExperimentPath Path)
{
    /// <summary>Asks it.</summary>
    public async Task<TrackListAnswer> AskAsync(DashboardSource source, CancellationToken cancellationToken)
    {
        List<TrackLine> tracks = [];
        await foreach (var track in source.Reader.DescribeTracksAsync(Path, null, cancellationToken).ConfigureAwait(false))
        {
            if (tracks.Count == QuestionLimits.Tracks)
                break;
            tracks.Add(new(track.Topic, track.TotalEntries, track.Columns, track.FirstTimestamp, track.LastTimestamp));
        }

        return new(tracks);
    }
}

/// <summary>The tracks of an experiment.</summary>
/// <param name="Tracks">In the order of their topics.</param>
public sealed record TrackListAnswer(IReadOnlyList<TrackLine> Tracks);

/// <summary>A track.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Columns">Names of all fields, in order.</param>
/// <param name="First">The smallest time, in its own seconds; null without entries.</param>
/// <param name="Last">The largest time.</param>
public sealed record TrackLine(string Topic, long Entries, IReadOnlyList<string> Columns, double? First, double? Last);
