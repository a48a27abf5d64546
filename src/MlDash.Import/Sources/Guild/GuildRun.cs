using System.Collections.Specialized;
using System.Globalization;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Import.Sources.TensorBoard;

namespace MlDash.Import.Sources.Guild;

/// <summary>A run of Guild: a file an attribute, its scalars in event files of TensorBoard.</summary>
internal sealed class GuildRun(string folder, SourceOptions options) : SourceRun
{
    private const string Own = ".guild";
    private const double Microseconds = 1e6;

    private RunDetails? _details;
    private string[]? _events;

    /// <inheritdoc />
    public override IReadOnlyList<string> Growing => _events ??= [.. SourceFolder.FilesBelow(folder).Where(EventFile.IsOne)];

    private string Attributes => Path.Combine(folder, Own, "attrs");

    /// <inheritdoc />
    public override RunDetails Details => _details ??= ReadDetails();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        EventFile.Read(this, sink, options.Warn, cancellationToken);
        var output = Path.Combine(folder, Own, "output");
        if (File.Exists(output))
        {
            using var lines = new SourceLines(SmallFile.Open(output));
            while (lines.Next() is { } line)
                sink.Log(null, LogLevel.Info, line);
        }

        foreach (var file in SourceFolder.FilesBelow(folder).Except(Growing, StringComparer.Ordinal))
        {
            var name = SourceFolder.NameBelow(folder, file);
            if (!name.StartsWith(Own + "/", StringComparison.Ordinal))
                sink.File(SourceFolder.FileBelow(folder, file));
        }
    }

    private RunDetails ReadDetails()
    {
        var metadata = new OrderedDictionary();
        foreach (var name in new[] { "cmd", "op", "user", "host", "run_params" })
        {
            if (Text(name) is { Length: > 0 } text)
                metadata[name] = text;
        }

        var operation = Text("op")?.Split('\n')[0];
        return new RunDetails
        {
            Id = SourceFolder.NameOf(folder),
            Place = folder,
            Name = Text("label") is { Length: > 0 } label ? label.Split('\n')[0] : SourceFolder.NameOf(folder),
            Project = string.IsNullOrEmpty(operation) ? null : operation,
            Status = Status(),
            StartedAt = Time("started"),
            EndedAt = Time("stopped"),
            Parameters = YamlFile.Read(Path.Combine(Attributes, "flags"), options.Warn) ?? new(StringComparer.Ordinal),
            Metadata = metadata,
            Host = Text("host"),
        };
    }

    private ExperimentStatus Status()
    {
        if (int.TryParse(Text("exit_status"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code))
            return code == 0 ? ExperimentStatus.Completed : code < 0 ? ExperimentStatus.Cancelled : ExperimentStatus.Failed;
        return File.Exists(Path.Combine(folder, Own, "LOCK")) ? ExperimentStatus.Running : ExperimentStatus.Unknown;
    }

    private DateTimeOffset? Time(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var time)
            ? MlDash.Protocol.IsoTime.FromUnixSeconds(time / Microseconds) : null;

    private string? Text(string attribute) => SourceText.OfFile(Path.Combine(Attributes, attribute))?.Trim();
}
