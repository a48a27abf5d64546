using System.Collections.Concurrent;
using MlDash.Experiments;
using MlDash.Json;
using MlDash.Recording;
using MlDash.Records;

namespace MlDash.Storage.Local;

/// <summary>Brings batches of one open experiment into its files; one appender a stream.</summary>
/// <param name="layout">The experiment.</param>
/// <param name="durable">Whether a batch is on the disk when it is written.</param>
/// <param name="clock">The clock that dates records.</param>
/// <param name="warn">Takes the warning about a damaged description that was renamed before a new one was written.</param>
/// <param name="settle">Called at the end, also when the experiment is left open.</param>
internal sealed class LocalRecordSink(LocalLayout layout, bool durable, TimeProvider clock, Action<string> warn, Action settle) : IRecordSink
{
    private readonly Dictionary<StreamId, LineAppender> _appenders = [];

    /// <summary>Topics of this recording that may not be on the disk yet, by folder.</summary>
    private readonly ConcurrentDictionary<string, string> _topics = new();

    public void Admit(StreamId stream)
    {
        switch (stream.Kind)
        {
            case RecordKind.Metric:
                if (!Holds(layout.Metric(stream.Name)))
                    RefuseNewMetric(stream.Name);
                RefuseOtherCase(layout.Metric(stream.Name), stream.Name);
                break;
            case RecordKind.Track:
                if (!Holds(layout.Track(stream.Name)))
                    RefuseNewTrack(stream.Name);
                RefuseOtherTopic(layout.Track(stream.Name), stream.Name);
                break;
        }
    }

    public ValueTask WriteAsync(StreamId stream, RecordBatch batch, CancellationToken cancellationToken)
    {
        layout.RefuseGone($"{batch.Count} records of {stream} were not written");
        LocalStreams.RefuseLinks(layout, stream);
        if (!_appenders.TryGetValue(stream, out var appender))
            _appenders[stream] = appender = Open(stream);
        appender.Append(stream.ToString(), batch, cancellationToken);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var appender in _appenders.Values)
            appender.Dispose();
        settle();
        return ValueTask.CompletedTask;
    }

    private LineAppender Open(StreamId stream) => stream.Kind switch
    {
        RecordKind.Log => new LogAppender(layout, durable, clock),
        RecordKind.Metric => new MetricAppender(layout.Folder, layout.Metric(stream.Name), stream.Name, durable, clock, warn),
        _ => new TrackAppender(layout.Folder, layout.Track(stream.Name), stream.Name, durable, clock, warn),
    };

    /// <summary>Whether a stream is there already, whichever tool named it.</summary>
    private static bool Holds(string folder) => File.Exists(Path.Combine(folder, LocalLayout.DataFile));

    private void RefuseNewMetric(string name)
    {
        var segments = PathRules.Split(name, "metric name");
        ExperimentPlace.RefuseTooLong(layout.Metric(name), name, "metric name");
        ExperimentPlace.RefuseTwins(layout.MetricsFolder, segments, "metric name");
    }

    /// <summary>The segments of a topic become one name, which a disk takes or not as a whole.</summary>
    private void RefuseNewTrack(string topic)
    {
        PathRules.Split(topic, "track topic");
        var folder = LocalLayout.TrackFolder(topic);
        PathRules.CheckFolder(folder, topic, "track topic");
        ExperimentPlace.RefuseTwins(layout.TracksFolder, [folder], "track topic");
    }

    /// <summary>Topics that differ in <c>/</c> and <c>_</c> alone share a folder; the first one keeps it.</summary>
    private void RefuseOtherTopic(string folder, string topic)
    {
        var owner = SmallDocument.ReadIfWhole(Path.Combine(folder, LocalLayout.MetadataFile))?.Text("topic") ?? _topics.GetOrAdd(folder, topic);
        if (owner == topic)
            return;
        throw new ExperimentException(
            "TopicTaken",
            $"The track '{topic}' cannot be created: it would use the folder of the track '{owner}'.",
            "Choose a topic that differs in more than '/' and '_'.")
        { Category = FaultCategory.ResourceExists, Target = topic };
    }

    /// <summary>Where the disk does not tell letter cases apart, two metrics that differ in case only would share a folder.</summary>
    private static void RefuseOtherCase(string folder, string name)
    {
        var stored = SmallDocument.ReadIfWhole(Path.Combine(folder, LocalLayout.MetadataFile))?.Text("name");
        if (stored is null || stored == name || !stored.Equals(name, StringComparison.OrdinalIgnoreCase))
            return;
        throw new ExperimentException(
            "MetricNameTaken",
            $"The metric '{name}' cannot be created: on this disk it has the same name as the existing metric '{stored}'.",
            $"Use the name '{stored}', or one that differs in more than case.")
        { Category = FaultCategory.ResourceExists, Target = name };
    }
}
