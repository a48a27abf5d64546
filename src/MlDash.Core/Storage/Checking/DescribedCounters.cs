using System.Collections.Specialized;
using System.Globalization;
using MlDash.Json;
using MlDash.Records;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Storage.Checking;

/// <summary>The <c>metadata.json</c> beside the lines of a metric or a track.</summary>
/// <param name="scope">The experiment.</param>
/// <param name="folder">The folder of the stream.</param>
internal abstract class DescribedCounters(CheckScope scope, string folder)
    : StreamCounters(scope, scope.Layout.FileIn(folder, LocalLayout.DataFile), scope.Layout.FileIn(folder, LocalLayout.MetadataFile))
{
    /// <summary>The lock of the stream.</summary>
    public string LockFile { get; } = scope.Layout.FileIn(folder, LocalLayout.MetadataLock);

    protected sealed override IEnumerable<StoreFinding> Compare(LineRun run)
    {
        OrderedDictionary? document = null;
        StoreFinding? fault = null;
        try
        {
            document = SmallDocument.Read(Document);
        }
        catch (StorageException damage)
        {
            fault = Wrong(FindingSeverity.Error, FindingKinds.DocumentUnreadable, damage.Message);
        }

        if (document is null)
        {
            yield return fault ?? Wrong(FindingSeverity.Warning, FindingKinds.DocumentMissing, "The document beside the lines is missing.");
            yield break;
        }

        Scope.Counts.Add(new FileInfo(Document).Length);
        if (SealCheck.Document(Scope, Document) is { } changed)
            yield return changed;
        foreach (var finding in Compare(document, run))
            yield return finding;
    }

    /// <summary>What of a document that can be read does not agree.</summary>
    protected abstract IEnumerable<StoreFinding> Compare(OrderedDictionary document, LineRun run);

    /// <summary>The document as the lines say it.</summary>
    /// <param name="stored">What can be read of the present one.</param>
    /// <param name="run">What the lines say.</param>
    protected abstract OrderedDictionary Rebuilt(OrderedDictionary? stored, LineRun run);

    /// <summary>A finding about the name in the document.</summary>
    protected StoreFinding Misplaced(string? stored, string expected) => Scope.Find(
        FindingSeverity.Warning, FindingKinds.DocumentMisplaced, Document, $"The document is that of '{stored}', but lies in the folder of '{expected}'.");

    /// <summary>Reads all lines again, under the lock.</summary>
    protected abstract LineRun NewRun();

    protected sealed override string? Rebuild()
    {
        using var held = Scope.Lock(LockFile);
        string? moved = null;
        var stored = SmallDocument.ReadIfWhole(Document, _ => moved = SmallDocument.SetAside(Document, Scope.Clock.GetUtcNow()));
        var run = NewRun();
        using var lines = LineReader.Open(Data, cancellationToken: Scope.CancelToken);
        while (lines is not null && lines.TryRead(out var line))
            run.Read(line);
        SmallDocument.Write(Document, Rebuilt(stored, run));
        return moved;
    }
}

/// <summary>The counters of a metric.</summary>
internal sealed class MetricCounters(CheckScope scope, string folder) : DescribedCounters(scope, folder)
{
    private readonly string _name = LocalStreams.NameOf(scope.Layout.MetricsFolder, folder);

    protected override IEnumerable<StoreFinding> Compare(OrderedDictionary document, LineRun run)
    {
        var stored = document.Text("name");
        if (stored != (_name == MetricInfo.Unnamed ? null : _name) && stored != _name)
            yield return Misplaced(stored, _name);
        if (Compare("The number of points", document.Whole("totalDataPoints"), run.Records, run.Lines) is { } total)
            yield return total;
        if (Compare("The next index", document.Whole("nextIndex"), run.LastNumber + 1, run.LastNumber + 1) is { } next)
            yield return next;
    }

    protected override OrderedDictionary Rebuilt(OrderedDictionary? stored, LineRun run)
    {
        var document = MetricMetadata.Complete(stored, _name, Scope.Clock.GetUtcNow());
        document["totalDataPoints"] = run.Lines;
        document["nextIndex"] = run.LastNumber + 1;
        return document;
    }

    protected override LineRun NewRun() => new(RecordKind.Metric);
}

/// <summary>The counters, the range and the columns of a track.</summary>
internal sealed class TrackCounters(CheckScope scope, string folder) : DescribedCounters(scope, folder)
{
    private readonly string _folderName = Path.GetFileName(folder);

    protected override IEnumerable<StoreFinding> Compare(OrderedDictionary document, LineRun run)
    {
        if (document.Text("topic") is not { } topic)
            yield return Wrong(FindingSeverity.Warning, FindingKinds.DocumentIncomplete, "The topic is missing.");
        else if (LocalLayout.TrackFolder(topic) != _folderName)
            yield return Misplaced(topic, _folderName);
        if (Compare("The number of entries", document.Whole("totalEntries"), run.Records, run.Lines) is { } total)
            yield return total;
        if (Range("The first time", document["firstTimestamp"], run.First, isAhead: static (noted, said) => noted < said) is { } first)
            yield return first;
        if (Range("The last time", document["lastTimestamp"], run.Last, isAhead: static (noted, said) => noted > said) is { } last)
            yield return last;
        if (run.Columns.Sorted().Except(document.Texts("columns"), StringComparer.Ordinal).FirstOrDefault() is { } missing)
            yield return Wrong(FindingSeverity.Warning, FindingKinds.CounterWrong, $"The columns do not have '{missing}', which the lines have.");
    }

    protected override OrderedDictionary Rebuilt(OrderedDictionary? stored, LineRun run)
    {
        var document = TrackMetadata.Complete(stored, stored?.Text("topic") ?? _folderName, Scope.Clock.GetUtcNow());
        if (document.Text("topic") is null)
            document["topic"] = _folderName;
        var columns = new TrackColumns();
        columns.Add(document.Texts("columns"));
        columns.Add(run.Columns.Sorted());
        document["columns"] = columns.Sorted();
        document["totalEntries"] = run.Lines;
        document["firstTimestamp"] = run.First;
        document["lastTimestamp"] = run.Last;
        return document;
    }

    protected override LineRun NewRun() => new(RecordKind.Track);

    private StoreFinding? Range(string what, object? noted, double? said, Func<double, double, bool> isAhead)
    {
        var number = noted is double or long ? Convert.ToDouble(noted, CultureInfo.InvariantCulture) : (double?)null;
        if (number == said)
            return null;
        var severity = number is { } one && said is { } other && isAhead(one, other) ? FindingSeverity.Error : FindingSeverity.Warning;
        return Wrong(severity, FindingKinds.CounterWrong, string.Create(
            CultureInfo.InvariantCulture, $"{what} is {(object?)number ?? "missing"}; the lines say {(object?)said ?? "none"}."));
    }
}
