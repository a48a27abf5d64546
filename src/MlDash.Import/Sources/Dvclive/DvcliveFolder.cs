using System.Globalization;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;

namespace MlDash.Import.Sources.Dvclive;

/// <summary>A folder of DVCLive: <c>metrics.json</c>, <c>params.yaml</c>, and a table a metric below <c>plots/metrics</c>.</summary>
internal sealed class DvcliveFolder : SourceFormat
{
    /// <inheritdoc />
    public override ImportFormat Format => ImportFormat.Dvclive;

    /// <inheritdoc />
    public override bool Recognizes(string path) => Directory.Exists(Path.Combine(path, "plots", "metrics"))
        || (File.Exists(Path.Combine(path, "metrics.json")) && File.Exists(Path.Combine(path, "params.yaml")));

    /// <inheritdoc />
    public override IEnumerable<SourceRun> Runs(string path, SourceOptions options) => [new DvcliveRun(path, options)];
}

/// <summary>What one run of DVCLive has left.</summary>
internal sealed class DvcliveRun(string folder, SourceOptions options) : SourceRun
{
    private static readonly string[] _known = ["metrics.json", "params.yaml"];

    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= new()
    {
        Id = folder,
        Place = folder,
        Name = Name(),
        Parameters = YamlFile.Read(Path.Combine(folder, "params.yaml"), options.Warn) ?? new(StringComparer.Ordinal),
    };

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        var tables = Path.Combine(folder, "plots", "metrics");
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in SourceFolder.FilesBelow(tables, "*.tsv"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.ChangeExtension(SourceFolder.NameBelow(tables, file), null);
            read.Add(file);
            ReadTable(file, sink.Metric(name), cancellationToken);
        }

        if (read.Count == 0 && SourceJson.File(Path.Combine(folder, "metrics.json"), options.Warn) is { } summary)
            new FieldGroups(sink).Add(summary, null, null);
        foreach (var file in SourceFolder.FilesBelow(folder).Where(file => !read.Contains(file) && !_known.Contains(SourceFolder.NameBelow(folder, file))))
            sink.File(SourceFolder.FileBelow(folder, file));
    }

    /// <summary>Runs mostly lie in a folder of this name; then the one above says more.</summary>
    private string Name()
    {
        var name = SourceFolder.NameOf(folder);
        return name == "dvclive" && Path.GetFileName(Path.GetDirectoryName(folder)) is { Length: > 0 } above ? above : name;
    }

    /// <summary>Rows of <c>[timestamp] step value</c>; the last column has the name of the metric.</summary>
    private void ReadTable(string file, IPointSink points, CancellationToken cancellationToken)
    {
        using var lines = new SourceLines(SmallFile.Open(file));
        if (lines.Next()?.Split('\t') is not { } header)
            return;
        var (time, step) = (Array.IndexOf(header, "timestamp"), Array.IndexOf(header, "step"));
        var damaged = 0L;
        while (lines.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = line.Split('\t');
            if (cells.Length != header.Length)
            {
                damaged++;
                continue;
            }

            var seconds = time >= 0 && double.TryParse(cells[time], NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
                ? SourceTime.Seconds(milliseconds) : null;
            var number = step >= 0 && long.TryParse(cells[step], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole : (long?)null;
            if (SourceText.TryReal(cells[^1], out var value))
                points.Add(number, value, seconds);
            else
                points.Add([new("step", number), new("value", cells[^1])], seconds);
        }

        if (damaged > 0)
            options.Warn($"{damaged} lines of '{file}' are damaged and were not imported.");
    }
}
