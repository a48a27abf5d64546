using System.Globalization;
using MlDash.Client;

namespace MlDash.Recording;

/// <summary>The environment variables that say how to write; the Python SDK reads the same.</summary>
public static class RecordingEnvironment
{
    private static readonly string[] _on = ["true", "1", "yes"];

    /// <summary>The defaults with what the environment sets.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, naming the variable and what it holds.</exception>
    public static RecordingOptions Read()
    {
        var options = new RecordingOptions();
        return options with
        {
            Buffered = Environment.GetEnvironmentVariable("ML_DASH_BUFFER_ENABLED") is not { Length: > 0 } buffered
                || _on.Contains(buffered.ToLowerInvariant()),
            FlushInterval = Seconds("ML_DASH_FLUSH_INTERVAL") ?? options.FlushInterval,
            LogBatchSize = Count("ML_DASH_LOG_BATCH_SIZE", 1) ?? options.LogBatchSize,
            MetricBatchSize = Count("ML_DASH_METRIC_BATCH_SIZE", 1) ?? options.MetricBatchSize,
            TrackBatchSize = Count("ML_DASH_TRACK_BATCH_SIZE", 1) ?? options.TrackBatchSize,
            MaxRetries = Count("ML_DASH_MAX_RETRIES", 0) ?? options.MaxRetries,
            RetryBaseDelay = Seconds("ML_DASH_RETRY_BASE_DELAY") ?? options.RetryBaseDelay,
            RetryMaxDelay = Seconds("ML_DASH_RETRY_MAX_DELAY") ?? options.RetryMaxDelay,
        };
    }

    /// <summary>The defaults of sending to a server with what the environment sets.</summary>
    /// <exception cref="ConfigurationException"><c>InvalidSetting</c>, naming the variable and what it holds.</exception>
    public static SendingOptions ReadSending()
    {
        var options = new SendingOptions();
        return options with
        {
            Interval = Seconds("ML_DASH_FLUSH_INTERVAL") ?? options.Interval,
            LogBatchSize = Count("ML_DASH_LOG_BATCH_SIZE", 1) ?? options.LogBatchSize,
            MetricBatchSize = Count("ML_DASH_METRIC_BATCH_SIZE", 1) ?? options.MetricBatchSize,
            TrackBatchSize = Count("ML_DASH_TRACK_BATCH_SIZE", 1) ?? options.TrackBatchSize,
            UploadWorkers = Count("ML_DASH_FILE_UPLOAD_WORKERS", 1) ?? options.UploadWorkers,
            MaxRetries = Count("ML_DASH_MAX_RETRIES", 0) ?? options.MaxRetries,
            RetryBaseDelay = Seconds("ML_DASH_RETRY_BASE_DELAY") ?? options.RetryBaseDelay,
            RetryMaxDelay = Seconds("ML_DASH_RETRY_MAX_DELAY") ?? options.RetryMaxDelay,
        };
    }

    private static int? Count(string variable, int least) => Value<int>(
        variable,
        $"a whole number from {least}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least ? count : null);

    private static TimeSpan? Seconds(string variable) => Value<TimeSpan>(
        variable,
        "a number of seconds from 0 to 86400",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : null);

    private static T? Value<T>(string variable, string expected, Func<string, T?> parse)
        where T : struct
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
            return null;
        return parse(text) ?? throw new ConfigurationException(
            "InvalidSetting", $"The environment variable {variable} should be {expected}, but is '{text}'.", "Correct it, or remove it.")
        { Target = variable };
    }
}
