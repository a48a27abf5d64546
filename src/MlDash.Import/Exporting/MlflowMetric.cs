using System.Globalization;
using System.Text;
using MlDash.Import.Exported;
using MlDash.Protocol;

namespace MlDash.Import.Exporting;

/// <summary>
/// A metric as MLflow keeps it: a file a field that has numbers, with lines of milliseconds, value and step. The only field <c>value</c> is the metric itself,
/// any other is <c>metric/field</c>.
/// </summary>
/// <param name="metric">The metric.</param>
/// <param name="begin">The time of points that have none.</param>
internal sealed class MlflowMetric(MetricInfo metric, DateTimeOffset? begin)
{
    private const string Step = "step";
    private const string Value = "value";
    private const int FlushAt = 1 << 15;

    private readonly List<string> _fields = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string File, StringBuilder Lines)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private bool _isSame = true;

    /// <summary>The metrics of MLflow that have the numbers.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>The fields that they have the numbers of.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>How many lines of each were written.</summary>
    public IEnumerable<long> Lines => _fields.Select(name => _written[name]);

    /// <summary>Whether MLflow holds all of it, so that an import of its files gives the same points.</summary>
    public bool IsSame => _isSame && Keys is [var only] && only == metric.Name;

    /// <summary>Looks at a point, before the first one is written.</summary>
    public void Look(MetricPoint point)
    {
        foreach (var (name, value) in point.Fields)
        {
            if (value is long or double && name is not (Step or MetricPoint.TimestampField) && _known.Add(name))
                _fields.Add(name);
        }

        _isSame = _isSame && IsHeld(point);
    }

    /// <summary>Takes places for the files.</summary>
    /// <param name="root">Full path of the folder of the run.</param>
    /// <param name="places">The places below it.</param>
    public void Place(string root, FreePlaces places)
    {
        foreach (var field in _fields)
        {
            var place = places.Take("metrics", _fields is [Value] ? metric.Name : $"{metric.Name}/{field}");
            var file = ExportedFiles.At(root, place);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            _files.Add(field, (file, new StringBuilder()));
            _written.Add(field, 0);
            Keys.Add(place["metrics/".Length..]);
        }
    }

    /// <summary>Writes a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="index">Its place, which is the step of a point that has none.</param>
    public void Write(MetricPoint point, long index)
    {
        var step = point.Fields[Step] is long own ? own : index;
        var time = (point.Timestamp ?? point.CreatedAt ?? begin ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds();
        foreach (var (name, value) in point.Fields)
        {
            if (value is not (long or double) || !_files.TryGetValue(name, out var file))
                continue;
            file.Lines.Append(CultureInfo.InvariantCulture, $"{time} {Convert.ToDouble(value, CultureInfo.InvariantCulture):R} {step}\n");
            _written[name]++;
            if (file.Lines.Length > FlushAt)
                Flush(file);
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Finish()
    {
        foreach (var file in _files.Values)
            Flush(file);
    }

    private static void Flush((string File, StringBuilder Lines) file)
    {
        File.AppendAllText(file.File, file.Lines.ToString());
        file.Lines.Clear();
    }

    /// <summary>Whether the line of a point says everything that it holds.</summary>
    private static bool IsHeld(MetricPoint point) => point.Fields is { Count: 3 } fields
        && fields[Step] is long && fields[Value] is double && fields[MetricPoint.TimestampField] is double time
        && Math.Round(time * 1000) / 1000 == time && point.CreatedAt is { } stored && IsoTime.FromUnixSeconds(time) is { } own
        && IsoTime.Format(stored) == IsoTime.Format(own);
}
