using System.IO.Enumeration;
using System.Text.Json;
using MlDash.Json;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <content>
/// Names for completion and for views: answers come at once, whatever the size of the data. Nothing is counted, and no index is built.
/// </content>
public sealed partial class LocalExperimentStore
{
    /// <summary>Points at each end of a metric whose fields are looked at.</summary>
    private const int PointsAtEnds = 10;

    private static readonly EnumerationOptions _oneLevel = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Names of the folders in a folder below the root that are, or may hold, experiments; in no order. Links are not followed.</summary>
    /// <param name="parent">Path under the root; null: the root itself.</param>
    public IEnumerable<string> ListFolders(ExperimentPath? parent)
    {
        var folder = parent is null ? Root : Layout(parent).Folder;
        if (!Directory.Exists(folder))
            return [];
        var names = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.FileName.ToString(), _oneLevel)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory,
        };
        if (!File.Exists(Path.Combine(folder, LocalLayout.ExperimentFile)))
            return names;
        var walk = new ExperimentWalk(Root, new ExperimentQuery(), _ => { });
        return names.Where(name => !ExperimentPath.IsDataFolder(name) || walk.FoldersInData(Path.Combine(folder, name)).Any());
    }

    /// <summary>Whether an experiment lies at a path; its document is not read.</summary>
    public bool Holds(ExperimentPath path) => File.Exists(Layout(path).Experiment);

    /// <summary>All metrics as their descriptions have them, in the order of their names. Points are not read, so totals may be behind.</summary>
    public IEnumerable<MetricInfo> DescribeMetrics(ExperimentPath path)
    {
        var layout = Layout(path);
        return Readable(LocalStreams.MetricFolders(layout.MetricsFolder), folder =>
        {
            var name = LocalStreams.NameOf(layout.MetricsFolder, folder);
            var document = MetricMetadata.Complete(ReadDescription(layout, folder), name, Clock.GetUtcNow());
            return MetricMetadata.ToInfo(document, name, document.Whole("totalDataPoints") ?? 0, null);
        });
    }

    /// <summary>Points from both ends of a metric: which fields it has, as far as a look tells.</summary>
    public IEnumerable<MetricPoint> PeekMetric(ExperimentPath path, string metric)
    {
        var file = MetricData(path, metric);
        return ReadPoints(file, new MetricQuery { Last = PointsAtEnds }, CancellationToken.None)
            .Concat(ReadPoints(file, new MetricQuery { First = PointsAtEnds }, CancellationToken.None));
    }

    /// <summary>Values of one field at places spread evenly over a metric, oldest first; NaN where a place has none.</summary>
    /// <param name="path">The experiment.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="field">The field.</param>
    /// <param name="places">How many places, at most; a metric of fewer points has one for each.</param>
    public double[] SampleMetric(ExperimentPath path, string metric, string field, int places)
    {
        var reader = new PointReader(new MetricQuery { Fields = [field] });
        return LineSample.Read(MetricData(path, metric), places, Value);

        double? Value(Span<byte> line)
        {
            try
            {
                return reader.Read(line) is { Fields.Count: 1 } point && Number(point.Fields[0].Value) is var number && double.IsFinite(number) ? number : null;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
            {
                // A line that readers skip is a gap here; the reader of the points names it.
                return null;
            }
        }
    }

    private static double Number(object? value) => value switch
    {
        double real => real,
        long whole => whole,
        _ => double.NaN,
    };
}
