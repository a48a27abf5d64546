namespace MlDash.Tracks;

/// <summary>Errors about tracks that more than one place raises.</summary>
internal static class TrackErrors
{
    public static ExperimentException TimeBeforeFirst(string topic, double time) => new(
        "TrackTimeBeforeFirst",
        $"An entry of the track '{topic}' at or before {time:R} was expected, but the track begins later or is empty.",
        "Ask for a later time; Get-MlDashTrack -ListAvailable shows where the track begins.")
    { Target = time };
}
