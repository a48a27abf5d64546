using System.Collections;
using System.Collections.Specialized;
using MlDash.Errors;
using MlDash.Json;
using MlDash.Logs;
using MlDash.Protocol;
using MlDash.Records;
using MlDash.Storage.Format;

namespace MlDash.Storage.Local;

/// <content>Logs, parameters and metrics.</content>
public sealed partial class LocalExperimentStore
{
    private const int LogEntriesAPage = 1000;

    /// <inheritdoc />
    public IAsyncEnumerable<LogEntry> ReadLogsAsync(ExperimentPath path, LogQuery query, CancellationToken cancellationToken) =>
        ReadLogs(Layout(path).Logs, query, cancellationToken).ToAsync(cancellationToken);

    /// <inheritdoc />
    public Task<LogSlice> ReadLogPageAsync(ExperimentPath path, LogQuery query, long? from, CancellationToken cancellationToken) =>
        Task.FromResult(ReadLogPage(Layout(path).Logs, query, from, cancellationToken));

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListMetricNamesAsync(ExperimentPath path, CancellationToken cancellationToken)
    {
        var folder = Layout(path).MetricsFolder;
        return LocalStreams.MetricFolders(folder).Select(metric => LocalStreams.NameOf(folder, metric)).ToAsync(cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<MetricInfo> DescribeMetricsAsync(ExperimentPath path, IReadOnlyCollection<string>? names, CancellationToken cancellationToken)
    {
        var layout = Layout(path);
        var folders = names is null
            ? LocalStreams.MetricFolders(layout.MetricsFolder)
            : LocalStreams.Existing(
                layout, names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new StreamId(RecordKind.Metric, name)));
        return Readable(folders, folder => ReadMetricInfo(layout, folder, cancellationToken)).ToAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task<OrderedDictionary> ReadParametersAsync(ExperimentPath path, CancellationToken cancellationToken) =>
        Task.FromResult(DataOf(SmallDocument.Read(Layout(path).Parameters)));

    /// <summary>Merges flat parameters into the existing ones.</summary>
    /// <exception cref="StorageException"><c>DocumentDamaged</c> unless <paramref name="replaceDamaged"/>.</exception>
    internal Task MergeParametersAsync(ExperimentPath path, IDictionary flat, bool replaceDamaged, CancellationToken cancellationToken)
    {
        if (flat.Count == 0)
            return Task.CompletedTask;
        var layout = Layout(path);
        layout.RefuseGone($"The parameters of '{path}' were not written");
        DiskFaults.Translate($"Writing parameters of '{path}'", () =>
        {
            using var held = FileLock.Take(layout.ParametersLock, Clock, cancellationToken);
            var stored = ReadParametersToMerge(layout, replaceDamaged);
            var now = IsoTime.Format(Clock.GetUtcNow());
            var data = new OrderedDictionary(StringComparer.Ordinal);
            foreach (var source in new[] { stored is null ? [] : stored.Map("data") ?? stored, flat })
            {
                foreach (DictionaryEntry parameter in source)
                    data[parameter.Key] = parameter.Value;
            }

            WarnOfLookAlikes(flat, data);
            var document = JsonValues.NewMap();
            document["version"] = stored is null ? 1L : (stored.Whole("version") ?? 0) + 1;
            document["data"] = data;
            if (stored is null || stored.Text("createdAt") is not null)
                document["createdAt"] = stored?.Text("createdAt") ?? now;
            document["updatedAt"] = now;
            SmallDocument.Write(layout.Parameters, document, IsDurable(path));
            SealIfEnded(layout, layout.Parameters);
        });
        return Task.CompletedTask;
    }

    /// <summary>Two names that differ only in case are kept as two; whoever reads them in a shell that ignores case finds both.</summary>
    private void WarnOfLookAlikes(IDictionary flat, OrderedDictionary all)
    {
        var names = all.Keys.Cast<string>().ToLookup(name => name, StringComparer.OrdinalIgnoreCase);
        foreach (string name in flat.Keys)
        {
            // Two of one call are one warning.
            if (names[name].FirstOrDefault(other => other != name && (!flat.Contains(other) || string.CompareOrdinal(other, name) < 0)) is { } other)
                Warnings.Enqueue($"'{name}' and '{other}' are two parameters: their names differ only in case.");
        }
    }

    private OrderedDictionary? ReadParametersToMerge(LocalLayout layout, bool replaceDamaged)
    {
        try
        {
            return SmallDocument.Read(layout.Parameters);
        }
        catch (StorageException damage)
        {
            if (!replaceDamaged)
            {
                throw new StorageException(
                    damage.ErrorId,
                    $"Parameters cannot be merged into a damaged file. {damage.Message}",
                    $"Repair '{layout.Parameters}' by hand, or set the parameters with -Force: the damaged file is then renamed.",
                    damage)
                { Category = damage.Category, Target = layout.Parameters };
            }

            Warnings.Enqueue($"The damaged '{layout.Parameters}' was renamed to '{SmallDocument.SetAside(layout.Parameters, Clock.GetUtcNow())}'.");
            return null;
        }
    }

    /// <summary>The parameters in their document, also in one of a tool that puts nothing around them.</summary>
    private static OrderedDictionary DataOf(OrderedDictionary? document) => document is null ? JsonValues.NewMap() : document.Map("data") ?? document;

    private IEnumerable<LogEntry> ReadLogs(string file, LogQuery query, CancellationToken cancellationToken) =>
        ReadPart<LogEntry>(file, query.Skip, query.First, query.Last, line => LogLine.Read(line, query), cancellationToken);

    /// <summary>The last entries of the log.</summary>
    internal IEnumerable<LogEntry> LastLogs(ExperimentPath path, int count) =>
        ReadLogs(Layout(path).Logs, new LogQuery { Last = count }, CancellationToken.None);

    /// <summary>A page, counted in bytes of the file.</summary>
    private LogSlice ReadLogPage(string file, LogQuery query, long? from, CancellationToken cancellationToken)
    {
        if (from is null && query.Last is { } last)
        {
            // Looked at first: what comes meanwhile is the next page's.
            var end = StartOfLast(file, 0);
            return new LogSlice(ReadLast<LogEntry>(file, last, line => LogLine.Read(line, query), cancellationToken, end), end, false);
        }

        var entries = new List<LogEntry>();
        using var lines = LineReader.Open(file, from ?? 0, cancellationToken);
        while (lines is not null && entries.Count < LogEntriesAPage && lines.TryRead(out var line))
        {
            if (ReadLine(file, lines, line, bytes => LogLine.Read(bytes, query)) is { } entry)
                entries.Add(entry);
        }

        return new LogSlice(entries, lines?.Offset ?? from ?? 0, entries.Count == LogEntriesAPage);
    }

    private IEnumerable<T> ReadPart<T>(string file, long skip, long? first, int? last, LineParser<T> parse, CancellationToken cancellationToken)
        where T : class
    {
        var (offset, passed) = last is null ? SeekLine(file, skip, cancellationToken) : default;
        var items = last is { } wanted ? ReadLast(file, wanted, parse, cancellationToken) : ReadLines(file, offset, passed, parse, cancellationToken);
        return Most(items, first);
    }

    private static IEnumerable<T> Most<T>(IEnumerable<T> items, long? first) => first is { } most ? items.Take((int)Math.Min(most, int.MaxValue)) : items;

    /// <summary>Goes back from the end until enough lines were of use; each line is read once.</summary>
    private List<T> ReadLast<T>(string file, int last, LineParser<T> parse, CancellationToken cancellationToken, long end = long.MaxValue)
        where T : class
    {
        List<T> found = [];
        for (long window = last; ; window *= 8)
        {
            var start = StartOfLast(file, window);
            found = [.. ReadLines(file, start, 0, parse, cancellationToken, end), .. found];
            if (found.Count >= last || start == 0)
                return found.Count > last ? found[^last..] : found;
            end = Math.Min(start, end);
        }
    }

    /// <summary>What <paramref name="parse"/> makes of the lines of a file from an offset on, the first few skipped.</summary>
    private IEnumerable<T> ReadLines<T>(
        string file, long offset, long passed, LineParser<T> parse, CancellationToken cancellationToken, long end = long.MaxValue)
        where T : class
    {
        using var lines = LineReader.Open(file, offset, cancellationToken);
        while (lines is not null && lines.Offset < end && NextLine(file, lines, ref passed, parse, out var item))
        {
            if (item is not null)
                yield return item;
        }
    }

    private bool NextLine<T>(string file, LineReader lines, ref long passed, LineParser<T> parse, out T? item)
        where T : class
    {
        item = null;
        if (!lines.TryRead(out var line))
            return false;
        if (passed-- <= 0)
            item = ReadLine(file, lines, line, parse);
        return true;
    }

    private static long StartOfLast(string file, long lines)
    {
        using var data = LineReader.OpenFile(file);
        return data is null ? 0 : LineTail.StartOfLastLines(data, lines);
    }

    /// <summary>Where to begin reading so that only few lines are skipped.</summary>
    private static (long Offset, long Passed) SeekLine(string file, long line, CancellationToken cancellationToken)
    {
        if (line < LineOffsetIndex.Stride)
            return (0, line);
        using var data = LineReader.OpenFile(file);
        return data is null ? (0, line) : LineOffsetIndex.Of(file, data, cancellationToken).Seek(line);
    }

    private string MetricData(ExperimentPath path, string metric) => LocalStreams.DataFile(Layout(path), new StreamId(RecordKind.Metric, metric));

    /// <summary>What is read of each folder; one that cannot be read is a warning about itself, and hides no other.</summary>
    private IEnumerable<T> Readable<T>(IEnumerable<string> folders, Func<string, T> read)
        where T : class
    {
        foreach (var folder in folders)
        {
            T? one = null;
            try
            {
                one = read(folder);
            }
            catch (MlDashException fault)
            {
                Warnings.Enqueue($"'{folder}' is skipped: {fault.Message}");
            }

            if (one is not null)
                yield return one;
        }
    }

    /// <summary>What the document of a metric or track says. A damaged one hides no records, so that it is a warning only.</summary>
    private OrderedDictionary? ReadDescription(LocalLayout layout, string folder) => SmallDocument.ReadIfWhole(
        layout.FileIn(folder, LocalLayout.MetadataFile),
        damage => Warnings.Enqueue($"{damage.Message} The records are read without the description, tags and metadata in it."));

    private MetricInfo ReadMetricInfo(LocalLayout layout, string folder, CancellationToken cancellationToken)
    {
        var name = LocalStreams.NameOf(layout.MetricsFolder, folder);
        var data = layout.FileIn(folder, LocalLayout.DataFile);
        var document = MetricMetadata.Complete(ReadDescription(layout, folder), name, Clock.GetUtcNow());
        var last = ReadPoints(data, new MetricQuery { Last = 1 }, cancellationToken).LastOrDefault();
        var total = document.Whole("totalDataPoints") ?? 0;
        if (total != (last?.Index ?? -1) + 1)
        {
            using var file = LineReader.OpenFile(data);
            total = file is null ? 0 : LineOffsetIndex.Of(data, file, cancellationToken).Lines;
        }

        return MetricMetadata.ToInfo(document, name, total, last);
    }
}
