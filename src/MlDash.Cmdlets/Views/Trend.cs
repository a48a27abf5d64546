namespace MlDash.Cmdlets.Views;

/// <summary>Sparkline of a metric for table views, from a few samples of the data on this machine; a server is not asked.</summary>
public static class Trend
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>For code pages without blocks, in which Windows hands output to files and other programs: each would be a question mark.</summary>
    private const string Signs = "_.-~=+*#";

    /// <summary>Columns of a trend.</summary>
    private const int Places = 20;

    /// <summary>Fields that count or tell the time: they only rise.</summary>
    private static readonly string[] _counters = ["step", "epoch", "iteration", "iter", "batch", "index", "time", "timestamp", MetricPoint.TimestampField];

    /// <summary>The trend of a metric's most telling field; empty when it has none, or does not lie on this machine.</summary>
    public static string Of(MetricInfo metric)
    {
        if (metric is not { Last: { } last, Experiment: ExperimentLink link } || FieldOf(last) is not { } field
            || ExperimentLink.ExperimentOf(link) is not Experiment { Folder: not null } experiment)
            return string.Empty;
        try
        {
            return Draw(new Storage.Local.LocalExperimentStore(experiment.Root).SampleMetric(experiment.Stored.Path, metric.Name, field, Places));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or MlDashException)
        {
            // The row shows more than its trend, so a damaged metric is no reason to fail it; a reader of the points gets the error.
            return string.Empty;
        }
    }

    /// <summary>The field to draw: a loss, else the first number that does not merely count; null when there is none.</summary>
    public static string? FieldOf(MetricPoint point)
    {
        var numbers = point.Fields.Where(field => field.Value is double or long).Select(field => field.Key)
            .Except(_counters, StringComparer.OrdinalIgnoreCase).ToList();
        return numbers.Find(name => name.Equals("loss", StringComparison.OrdinalIgnoreCase))
            ?? numbers.Find(name => name.Contains("loss", StringComparison.OrdinalIgnoreCase))
            ?? numbers.FirstOrDefault();
    }

    /// <summary>
    /// A block for each value, as high as it lies between the smallest and the largest; a gap for NaN. Where blocks cannot be written, signs of ASCII.
    /// </summary>
    public static string Draw(double[] values)
    {
        var present = values.Where(double.IsFinite).ToArray();
        if (present.Length == 0)
            return string.Empty;
        var (least, most) = (present.Min(), present.Max());
        // Halved first: the distance of two numbers may be larger than any number.
        var range = (most / 2) - (least / 2);
        var steps = Terminal.Shows(Blocks) ? Blocks : Signs;
        return string.Concat(values.Select(value => double.IsFinite(value) ? Step(steps, (value / 2) - (least / 2), range) : ' '));
    }

    private static char Step(string steps, double above, double range) =>
        steps[range == 0 ? (steps.Length / 2) - 1 : Math.Clamp((int)(above / range * steps.Length), 0, steps.Length - 1)];
}
