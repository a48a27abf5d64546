using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Objects that say what an experiment holds. Recorded as points, entries or parameters they would be numbers nobody measured.</summary>
internal static class Described
{
    /// <summary>Refuses such an object as data.</summary>
    /// <exception cref="ExperimentException"><c>NotData</c>, with what to give in its place.</exception>
    public static void Refuse(object? input)
    {
        var plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        var (what, advice) = plain switch
        {
            MetricInfo metric => ($"describes the metric '{metric.Name}'", "Read its points with -Points: Get-MlDashMetric train -Points."),
            TrackInfo track => ($"describes the track '{track.Topic}'", "Read its entries by its topic: Get-MlDashTrack pose."),
            MlDash.Parameter parameter => ($"is the parameter '{parameter.Name}'", "Record its value under a name: @{ lr = $_.Value }."),
            LogEntry => ("is an entry of a log", "Write it to another log with Write-MlDashLog, or record parts of it: @{ level = \"$($_.Level)\" }."),
            FileEntry file => (
                $"describes the file '{file.Path}'", "Copy it to another experiment with Save-MlDashFile, or record parts of it: @{ bytes = $_.Length }."),
            MlDash.Experiment or Project => ($"is '{plain}'", "Record parts of it: @{ name = $_.Name }."),
            _ => default,
        };
        if (what is not null)
            throw new ExperimentException("NotData", $"The object of the type {plain!.GetType().Name} {what}; it is no data to record.", advice)
            { Target = plain.ToString() };
    }
}
