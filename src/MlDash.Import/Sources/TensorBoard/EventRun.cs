using System.Collections.Specialized;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Protocol;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>The event files of one folder, in the order of their names, which begin with the time of their making.</summary>
/// <param name="place">The folder, or the one file.</param>
/// <param name="name">The name of the run.</param>
/// <param name="files">The files.</param>
/// <param name="options">How to read.</param>
internal sealed class EventRun(string place, string name, string[] files, SourceOptions options) : SourceRun
{
    /// <summary>Hyperparameters stand at the begin of a file, and the end of their session behind it all, in a file that has nothing else.</summary>
    private const int HeadSize = 1 << 20;

    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override IReadOnlyList<string> Growing => files;

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken) => EventFile.Read(this, sink, options.Warn, cancellationToken);

    private RunDetails ReadDetails()
    {
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        var (status, begin) = (ExperimentStatus.Unknown, double.PositiveInfinity);
        foreach (var read in files.SelectMany(Head))
        {
            if (read.Seconds > 0)
                begin = Math.Min(begin, read.Seconds);
            foreach (var value in read.Values.Where(value => value.Plugin == Hyperparameters.Plugin))
                status = Hyperparameters.Read(value.PluginData, parameters) ?? status;
        }

        return new RunDetails
        {
            Id = place,
            Place = place,
            Name = name,
            Status = status,
            StartedAt = double.IsFinite(begin) ? IsoTime.FromUnixSeconds(begin) : null,
            Parameters = parameters,
        };
    }

    private static IEnumerable<RecordedEvent> Head(string file)
    {
        var (records, decoder) = (new EventRecords(), new EventDecoder());
        using var stream = SmallFile.Open(file);
        var bytes = new byte[Math.Min(HeadSize, stream.Length)];
        records.Add(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        while (records.TryRead(out var record))
        {
            if (decoder.TryDecode(record, out var read))
                yield return read;
        }
    }
}
