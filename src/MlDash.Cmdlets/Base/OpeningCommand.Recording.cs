using System.Management.Automation;
using MlDash.Client;
using MlDash.Cmdlets.Binding;
using MlDash.Identity;
using MlDash.Recording;

namespace MlDash.Cmdlets.Base;

/// <content>How what is recorded is written and sent.</content>
public abstract partial class OpeningCommand
{
    /// <summary>Recording commands return only when their bytes are on the disk.</summary>
    [Parameter]
    public SwitchParameter Durable { get; set; }

    /// <summary>Recording commands return only when their record is written. Default: <c>ML_DASH_BUFFER_ENABLED</c>, else queued.</summary>
    [Parameter]
    public SwitchParameter Unbuffered { get; set; }

    /// <summary>
    /// Seconds between two writes of queued records. Default: <c>ML_DASH_FLUSH_INTERVAL</c>, else 0.002; for a server how long records wait for more, else
    /// 5.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double? FlushInterval { get; set; }

    /// <summary>
    /// Number of queued log entries that triggers a write at once. Default: <c>ML_DASH_LOG_BATCH_SIZE</c>, else none; for a server the entries per request,
    /// else 100.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumber]
    public int? LogBatchSize { get; set; }

    /// <summary>
    /// Number of queued points of one metric that triggers a write at once. Default: <c>ML_DASH_METRIC_BATCH_SIZE</c>, else none; for a server the points
    /// per request, else 1000.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumber]
    public int? MetricBatchSize { get; set; }

    /// <summary>
    /// Number of queued entries of one track that triggers a write at once. Default: <c>ML_DASH_TRACK_BATCH_SIZE</c>, else none; for a server the entries
    /// per request, else 100.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumber]
    public int? TrackBatchSize { get; set; }

    /// <summary>New tries after a failed write before the failure is reported. Default: <c>ML_DASH_MAX_RETRIES</c>, else 3.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    [WholeNumber]
    public int? MaxRetries { get; set; }

    /// <summary>Seconds before the first new try; doubles with each. Default: <c>ML_DASH_RETRY_BASE_DELAY</c>, else 0.05; for a server 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double? RetryBaseDelay { get; set; }

    /// <summary>The longest pause between two tries, in seconds. Default: <c>ML_DASH_RETRY_MAX_DELAY</c>, else 1; for a server 30.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double? RetryMaxDelay { get; set; }

    /// <summary>
    /// Whether the load of the machine is recorded while the experiment is open: processors, memory, disks, network, temperatures and graphics processors, as
    /// one metric <c>system</c>. about_MlDash_SystemMetrics has the fields and their units. Default: <c>ML_DASH_SYSTEM_METRICS</c>, else no.
    /// </summary>
    [Parameter]
    public SwitchParameter SystemMetrics { get; set; }

    /// <summary>
    /// Seconds between two points of the load of the machine; each has the mean and the maximum of the samples since the one before, which are taken each
    /// second. If it is given, <c>-SystemMetrics</c> need not be. Default: <c>ML_DASH_SYSTEM_METRICS</c>, else 10.
    /// </summary>
    [Parameter]
    [ValidateRange(1.0, 86400.0)]
    public double? SystemMetricsInterval { get; set; }

    /// <summary>How records get to the disk. The settings of batches say how they get to the server, when there is one.</summary>
    private RecordingOptions Recording()
    {
        var settings = RecordingSettings.Read();
        var standing = ActualMode == ExperimentMode.Local ? settings : new RecordingOptions { Buffered = settings.Buffered };
        var options = standing with
        {
            Durable = Durable,
            Buffered = standing.Buffered && !Unbuffered,
            SystemMetricsInterval = IntervalOfSystemMetrics(settings.SystemMetricsInterval),
        };
        return ActualMode != ExperimentMode.Local ? options : options with
        {
            FlushInterval = Seconds(FlushInterval) ?? standing.FlushInterval,
            LogBatchSize = LogBatchSize ?? standing.LogBatchSize,
            MetricBatchSize = MetricBatchSize ?? standing.MetricBatchSize,
            TrackBatchSize = TrackBatchSize ?? standing.TrackBatchSize,
            MaxRetries = MaxRetries ?? standing.MaxRetries,
            RetryBaseDelay = Seconds(RetryBaseDelay) ?? standing.RetryBaseDelay,
            RetryMaxDelay = Seconds(RetryMaxDelay) ?? standing.RetryMaxDelay,
        };
    }

    private TimeSpan? IntervalOfSystemMetrics(TimeSpan? standing)
    {
        // -SystemMetrics:$false says no to what is set.
        if (MyInvocation.BoundParameters.ContainsKey(nameof(SystemMetrics)) && !SystemMetrics)
            return null;
        return Seconds(SystemMetricsInterval) ?? standing ?? (SystemMetrics ? TimeSpan.FromSeconds(Setting.DefaultSystemMetricsInterval) : null);
    }

    private SendingOptions Sending()
    {
        var standing = RecordingSettings.ReadSending();
        return standing with
        {
            Interval = Seconds(FlushInterval) ?? standing.Interval,
            LogBatchSize = LogBatchSize ?? standing.LogBatchSize,
            MetricBatchSize = MetricBatchSize ?? standing.MetricBatchSize,
            TrackBatchSize = TrackBatchSize ?? standing.TrackBatchSize,
            MaxRetries = MaxRetries ?? standing.MaxRetries,
            RetryBaseDelay = Seconds(RetryBaseDelay) ?? standing.RetryBaseDelay,
            RetryMaxDelay = Seconds(RetryMaxDelay) ?? standing.RetryMaxDelay,
        };
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}
