using System.Collections.Specialized;
using System.Globalization;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Protocol;
using FileSeries = MlDash.Files.FileSeries;

namespace MlDash.Import.Sources.Neptune;

/// <summary>A run of Neptune: each row is an attribute, or a value of a series.</summary>
/// <param name="files">Its parts, in their order.</param>
/// <param name="roots">Where the files that it names may be.</param>
internal sealed class NeptuneRun(string[] files, string[] roots) : SourceRun
{
    /// <summary>The column of the run.</summary>
    public const string RunColumn = "run_id";

    /// <summary>The column of the attribute.</summary>
    public const string PathColumn = "attribute_path";

    /// <summary>The column that says what the attribute is.</summary>
    public const string TypeColumn = "attribute_type";

    private const string System = "sys/";

    private RunDetails? _details;

    /// <inheritdoc />
    public override RunDetails Details => _details ??= Describe();

    /// <inheritdoc />
    public override void Read(IRunSink sink, CancellationToken cancellationToken)
    {
        foreach (var group in Groups())
        {
            var (paths, types) = (group.Column(PathColumn), group.Column(TypeColumn));
            var kinds = types.OfType<string>().ToHashSet(StringComparer.Ordinal);
            if (!kinds.Any(kind => !IsAttribute(kind)))
                continue;
            var (steps, times) = (group.Column("step"), group.Column("timestamp"));
            object?[] Only(string column, params string[] of) => of.Any(kinds.Contains) ? group.Column(column) : [];
            var reals = Only("float_value", "float_series");
            var texts = Only("string_value", "string_series");
            var named = Only("file_value/path", "file", "file_series", "file_set", "artifact");
            var (edges, counts) = (Only("histogram_value/edges", "histogram_series"), Only("histogram_value/values", "histogram_series"));
            for (var row = 0; row < group.Count; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (paths[row] is not string path || types[row] is not string type || IsAttribute(type))
                    continue;
                var step = steps[row] is { } number ? Convert.ToDouble(number, CultureInfo.InvariantCulture) : (double?)null;
                var time = times[row] is DateTime at ? IsoTime.ToUnixSeconds(at) : (double?)null;
                switch (type)
                {
                    case "float_series" when reals[row] is double value:
                        AddPoint(sink.Metric(path), step, value, time);
                        break;
                    case "string_series" when texts[row] is string text:
                        AddText(sink, path, step, time, text);
                        break;
                    case "histogram_series" when edges[row] is object[] ends && counts[row] is object[] sizes && ends.Length == sizes.Length + 1:
                        HistogramEntry.Give(sink, path, step ?? 0, time, Reals(ends), Reals(sizes));
                        break;
                    case "file" or "file_series" or "file_set" or "artifact" when named[row] is string file:
                        AddFile(sink, path, type == "file_series" ? step : null, file);
                        break;
                    default:
                        sink.LeaveOut($"Values of the type {type} that are not there or not of that type, such as '{path}'.");
                        break;
                }
            }
        }
    }

    private RunDetails Describe()
    {
        string? id = null, project = null;
        var attributes = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var group in Groups())
        {
            var types = group.Column(TypeColumn);
            if (id is null && group.Count > 0)
                (id, project) = (group.Column(RunColumn)[0] as string, group.Column("project_id")[0] as string);
            if (!types.OfType<string>().Any(IsAttribute))
                continue;
            var paths = group.Column(PathColumn);
            foreach (var (kind, column) in _columns)
            {
                if (!types.Contains(kind))
                    continue;
                var values = group.Column(column);
                for (var row = 0; row < group.Count; row++)
                {
                    if (types[row] is string type && type == kind && paths[row] is string path)
                        attributes[path] = values[row] is DateTime at ? IsoTime.Format(at) : values[row];
                }
            }
        }

        return Describe(id ?? Path.GetFileNameWithoutExtension(files[0]), project, attributes);
    }

    private RunDetails Describe(string id, string? project, OrderedDictionary attributes)
    {
        var (parameters, metadata) = (new OrderedDictionary(StringComparer.Ordinal), new OrderedDictionary(StringComparer.Ordinal));
        foreach (var name in attributes.Keys.Cast<string>())
        {
            if (name.StartsWith(System, StringComparison.Ordinal))
                metadata[name[System.Length..]] = attributes[name];
            else
                parameters[name] = attributes[name];
        }

        return new()
        {
            Id = $"{project}/{id}",
            Place = files[0],
            Name = Text("name") ?? id,
            Project = project,
            Status = StatusOf(metadata),
            StartedAt = IsoTime.Parse(Text("creation_time")),
            Description = Text("description"),
            Host = Text("hostname"),
            Tags = [.. Words("tags"), .. Words("group_tags")],
            Parameters = parameters,
            Metadata = metadata,
        };

        string? Text(string member) => metadata[member] is string { Length: > 0 } text ? text : null;
        IEnumerable<string> Words(string member) => (metadata[member] as object[])?.OfType<string>() ?? [];
    }

    /// <summary>A run that is not written any longer and did not fail has completed; that is all that Neptune knows.</summary>
    private static ExperimentStatus StatusOf(OrderedDictionary system) => (system["failed"], system["state"]) switch
    {
        (true, _) => ExperimentStatus.Failed,
        (_, "Active" or "running") => ExperimentStatus.Running,
        (false, _) or (_, "Inactive" or "idle") => ExperimentStatus.Completed,
        _ => ExperimentStatus.Unknown,
    };

    private IEnumerable<ParquetFile.Rows> Groups()
    {
        foreach (var file in files)
        {
            using var table = ParquetFile.Open(file);
            foreach (var group in table.Groups())
                yield return group;
        }
    }

    private static readonly (string Type, string Column)[] _columns =
    [
        ("string", "string_value"), ("int", "int_value"), ("float", "float_value"), ("bool", "bool_value"), ("datetime", "datetime_value"),
        ("string_set", "string_set_value"),
    ];

    private static bool IsAttribute(string type) => Array.Exists(_columns, column => column.Type == type);

    private static void AddPoint(IPointSink points, double? step, double value, double? time)
    {
        switch (step is { } number ? SourceStep.Of(number) : null)
        {
            case double part:
                points.Add([new("step", part), new("value", value)], time);
                break;
            case var whole:
                points.Add(whole as long?, value, time);
                break;
        }
    }

    private static void AddText(IRunSink sink, string path, double? step, double? time, string text)
    {
        var metadata = new OrderedDictionary { ["attribute"] = path };
        if (step is { } number)
            metadata["step"] = SourceStep.Of(number);
        sink.Log(time is { } seconds ? IsoTime.FromUnixSeconds(seconds) : null, LogLevel.Info, text, metadata);
    }

    private void AddFile(IRunSink sink, string path, double? step, string file)
    {
        if (Locate(file) is not { } found)
        {
            sink.LeaveOut($"The file '{file}' of the attribute '{path}', which is not below '{roots[0]}'.");
        }
        else if (Directory.Exists(found))
        {
            foreach (var inner in SourceFolder.FilesBelow(found))
                sink.File(SourceFolder.FileBelow(found, inner) with { Path = $"{path}/{SourceFolder.NameBelow(found, inner)}" });
        }
        else
        {
            var source = SourceFolder.FileBelow(Path.GetDirectoryName(found)!, found);
            var ending = Path.GetExtension(path).Length > 0 && step is null ? string.Empty : Path.GetExtension(found);
            sink.File((step is { } number ? SourceStep.Of(number) : null) switch
            {
                null => source with { Path = path + ending },
                long whole => OfSeries(source, new FileSeries(path, whole), ending),
                var part => source with
                {
                    Path = string.Create(CultureInfo.InvariantCulture, $"{path}/{part:00000000.######}{ending}"),
                    Metadata = new OrderedDictionary { ["step"] = part },
                },
            });
        }
    }

    private static SourceFile OfSeries(SourceFile source, FileSeries series, string ending) =>
        source with { Path = series.PathOf(0, ending), Metadata = series.ToMetadata(null) };

    /// <summary>What a run names, below one of the folders for it: neither above them nor by a link.</summary>
    private string? Locate(string file)
    {
        foreach (var root in roots)
        {
            var full = Path.GetFullPath(Path.Combine(root, file));
            if (full.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && SourceFolder.IsReal(root, full))
                return full;
        }

        return null;
    }

    private static double[] Reals(object[] numbers) => Array.ConvertAll(numbers, number => Convert.ToDouble(number, CultureInfo.InvariantCulture));
}
