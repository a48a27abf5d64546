using System.Diagnostics.Metrics;
using MlDash.Server.Settings;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MlDash.Server.Diagnostics;

/// <summary>What the server counts of its own work.</summary>
internal sealed class Telemetry
{
    public const string MeterName = "MlDash.Server";
    private readonly Counter<long> _points;
    private readonly Counter<long> _logs;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _fileBytes;
    private readonly Counter<long> _sweptBlobs;
    private readonly Counter<long> _sweptBytes;

    public Telemetry(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _points = meter.CreateCounter<long>("mldash.metric.points", "{point}", "Metric points received");
        _logs = meter.CreateCounter<long>("mldash.logs", "{entry}", "Log entries received");
        _entries = meter.CreateCounter<long>("mldash.track.entries", "{entry}", "Track entries received");
        _fileBytes = meter.CreateCounter<long>("mldash.file.bytes", "By", "Bytes of files received");
        _sweptBlobs = meter.CreateCounter<long>("mldash.sweep.blobs", "{blob}", "Blobs removed that nothing referred to");
        _sweptBytes = meter.CreateCounter<long>("mldash.sweep.bytes", "By", "Bytes of blobs removed that nothing referred to");
    }

    public void PointsReceived(int count) => _points.Add(count);

    public void LogsReceived(int count) => _logs.Add(count);

    public void EntriesReceived(int count) => _entries.Add(count);

    public void FileReceived(long bytes) => _fileBytes.Add(bytes);

    public void BlobsSwept(int count, long bytes)
    {
        _sweptBlobs.Add(count);
        _sweptBytes.Add(bytes);
    }
}

/// <summary>Wires metrics and traces to a collector, if one is named.</summary>
internal static class TelemetryExport
{
    public static void AddTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<Telemetry>();
        if (!settings.ExportsTelemetry)
            return;
        services.AddOpenTelemetry()
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter(Telemetry.MeterName).AddOtlpExporter())
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddOtlpExporter());
    }
}
