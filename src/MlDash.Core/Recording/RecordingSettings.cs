using MlDash.Client;
using MlDash.Identity;

namespace MlDash.Recording;

/// <summary>How to write and send, as the user has set it; the Python SDK reads the same environment variables.</summary>
public static class RecordingSettings
{
    /// <summary>The defaults with what the user has set.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, naming where it is and what it holds.</exception>
    public static RecordingOptions Read()
    {
        var settings = new UserSettings();
        var options = new RecordingOptions();
        return options with
        {
            Buffered = settings.Flag(Setting.Buffered) ?? options.Buffered,
            FlushInterval = settings.Seconds(Setting.FlushInterval) ?? options.FlushInterval,
            LogBatchSize = settings.Count(Setting.LogBatchSize) ?? options.LogBatchSize,
            MetricBatchSize = settings.Count(Setting.MetricBatchSize) ?? options.MetricBatchSize,
            TrackBatchSize = settings.Count(Setting.TrackBatchSize) ?? options.TrackBatchSize,
            MaxRetries = settings.Count(Setting.MaxRetries) ?? options.MaxRetries,
            RetryBaseDelay = settings.Seconds(Setting.RetryBaseDelay) ?? options.RetryBaseDelay,
            RetryMaxDelay = settings.Seconds(Setting.RetryMaxDelay) ?? options.RetryMaxDelay,
            SystemMetricsInterval = settings.Seconds(Setting.SystemMetrics) is { } interval && interval > TimeSpan.Zero ? interval : null,
        };
    }

    /// <summary>The defaults of sending to a server with what the user has set.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, naming where it is and what it holds.</exception>
    public static SendingOptions ReadSending()
    {
        var settings = new UserSettings();
        var options = new SendingOptions();
        return options with
        {
            Interval = settings.Seconds(Setting.FlushInterval) ?? options.Interval,
            LogBatchSize = settings.Count(Setting.LogBatchSize) ?? options.LogBatchSize,
            MetricBatchSize = settings.Count(Setting.MetricBatchSize) ?? options.MetricBatchSize,
            TrackBatchSize = settings.Count(Setting.TrackBatchSize) ?? options.TrackBatchSize,
            UploadWorkers = settings.Count(Setting.UploadWorkers) ?? options.UploadWorkers,
            MaxRetries = settings.Count(Setting.MaxRetries) ?? options.MaxRetries,
            RetryBaseDelay = settings.Seconds(Setting.RetryBaseDelay) ?? options.RetryBaseDelay,
            RetryMaxDelay = settings.Seconds(Setting.RetryMaxDelay) ?? options.RetryMaxDelay,
        };
    }
}
