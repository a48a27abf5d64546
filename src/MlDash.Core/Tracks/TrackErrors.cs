namespace MlDash.Tracks;

/// <summary>Errors about tracks that more than one place raises.</summary>
internal static class TrackErrors
{
    public static ExperimentException NotFound(string topic) => new(
        "TrackNotFound", $"Track '{topic}' was not found.", "Run Get-MlDashTrack -ListAvailable to list the tracks there are.")
    { Category = FaultCategory.ObjectNotFound, Target = topic };

    public static ExperimentException TimeBeforeFirst(string topic, double time) => new(
        "TrackTimeBeforeFirst",
        $"The track '{topic}' has no entry at or before {time:R}.",
        "Ask for a later time; Get-MlDashTrack -ListAvailable shows where the track begins.")
    { Target = time };
}
