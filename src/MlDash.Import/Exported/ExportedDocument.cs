using System.Collections.Specialized;
using System.Text.Json;
using MlDash.Json;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Storage.Local;

namespace MlDash.Import.Exported;

/// <summary>A metric or a track in an exported document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is said about it.</param>
/// <param name="Table">Its records; null where MLflow holds them.</param>
/// <param name="Parts">The metrics of MLflow that have its numbers, too.</param>
internal sealed record ExportedSeries(string Name, SeriesDescription Description, ExportedTable? Table, IReadOnlyList<MlflowPart> Parts);

/// <summary>A metric of MLflow that has the numbers of a field.</summary>
/// <param name="Key">The metric of MLflow.</param>
/// <param name="Field">The field.</param>
/// <param name="Lines">How many lines the export has written.</param>
internal sealed record MlflowPart(string Key, string Field, long Lines);

/// <summary>A file in an exported document.</summary>
/// <param name="Place">Where its bytes are, below the folder of the export.</param>
/// <param name="Checksum">SHA-256 of its bytes.</param>
/// <param name="Document">Everything that is said about it.</param>
internal sealed record ExportedFile(string Place, string Checksum, OrderedDictionary Document);

/// <summary>The document of an exported experiment: the experiment itself, and where its records are.</summary>
internal sealed class ExportedDocument
{
    private const string Series = "metrics";
    private const string Tracks = "tracks";
    private const string Files = "files";
    private const string Log = "log";
    private const string Parameters = "parameters";
    private const string MlflowMember = "mlflow";
    private const string WrittenFiles = "written";

    private readonly OrderedDictionary _document;

    private ExportedDocument(OrderedDictionary document, ExperimentRecord record) => (_document, Record) = (document, record);

    /// <summary>The experiment.</summary>
    public ExperimentRecord Record { get; }

    /// <summary>Its id; its path where it has none.</summary>
    public string Id => Record.Id ?? Record.Path.Value;

    /// <summary>The table of its parameters.</summary>
    public ExportedTable? ParameterTable => ExportedTable.Of(_document.Map(Parameters));

    /// <summary>The parameters of MLflow that stand in the table, too.</summary>
    public string[] ParameterKeys => _document.Map(Parameters)?.Texts("keys") ?? [];

    /// <summary>The table of its log.</summary>
    public ExportedTable? LogTable => ExportedTable.Of(_document.Map(Log));

    /// <summary>Every file that the export has written but this document, below its folder: segments joined by <c>/</c>.</summary>
    public string[] Written => _document.Texts(WrittenFiles);

    /// <summary>What was noted of the run of MLflow when it was written; null when there is none.</summary>
    public OrderedDictionary? MlflowState => _document.Map(MlflowMember);

    /// <summary>The document that is in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mark">The mark it has to have.</param>
    /// <returns>Null when there is none, or it has another mark.</returns>
    /// <exception cref="InvalidDataException">It has the mark, and is damaged otherwise.</exception>
    public static ExportedDocument? Read(string path, string mark)
    {
        if (SmallFile.Read(path, ExportMark.LongestDocument) is not { } bytes || SourceJson.Object((byte[])bytes.Clone()) is not { } document
            || document.Text(ExportMark.Member) != mark)
            return null;
        ExportMark.RefuseLater(document.Whole(ExportMark.VersionMember));
        try
        {
            return new ExportedDocument(document, ExperimentParser.Read(bytes, ExperimentPath.Recorded(document.Text("prefix") ?? string.Empty)));
        }
        catch (Exception fault) when (fault is JsonException or ExperimentException)
        {
            throw new InvalidDataException($"'{path}' is damaged. {fault.Message}", fault);
        }
    }

    /// <summary>The metrics.</summary>
    public IEnumerable<ExportedSeries> ReadMetrics() => Each(Series).Select(ToSeries);

    /// <summary>The tracks.</summary>
    public IEnumerable<ExportedSeries> ReadTracks() => Each(Tracks).Select(ToSeries);

    /// <summary>The files.</summary>
    public IEnumerable<ExportedFile> ReadFiles() => Each(Files)
        .Where(file => file.Text("place") is not null && file.Text("path") is not null)
        .Select(file => new ExportedFile(file.Text("place")!, file.Text("sha256") ?? string.Empty, file));

    /// <summary>Makes sure that every table is as it was exported, and each file.</summary>
    /// <param name="root">Full path of the folder of the export.</param>
    /// <param name="withFiles">Whether the files are looked at as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">Something is missing, or has other bytes.</exception>
    public void Verify(string root, bool withFiles, CancellationToken cancellationToken)
    {
        var tables = new[] { ParameterTable, LogTable }.Concat(ReadMetrics().Concat(ReadTracks()).Select(series => series.Table)).OfType<ExportedTable>()
            .Select(table => (Place: table.File, table.Checksum));
        foreach (var (place, checksum) in tables.Concat(withFiles ? ReadFiles().Select(file => (file.Place, file.Checksum)) : []))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExportedFiles.Verify(root, place, checksum);
        }
    }

    /// <summary>A file as a source has it.</summary>
    /// <param name="root">Full path of the folder of the export.</param>
    /// <param name="file">The file.</param>
    public static SourceFile SourceOf(string root, ExportedFile file)
    {
        var place = ExportedFiles.At(root, file.Place);
        return new SourceFile(file.Document.Text("path")!, () => SmallFile.Open(place), File.GetLastWriteTimeUtc(place))
        {
            ContentType = file.Document.Text("contentType"),
            Description = file.Document.Text("description"),
            Tags = file.Document.Texts("tags"),
            Bindrs = file.Document.Texts("bindrs"),
            Metadata = file.Document.Map("metadata"),
        };
    }

    /// <summary>Writes the document of an experiment, when all other files are there.</summary>
    /// <param name="root">Full path of the folder of the export.</param>
    /// <param name="place">The file below it.</param>
    /// <param name="mark">The mark of its form.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="parts">Where its records are.</param>
    /// <param name="now">When an experiment was made that does not say so.</param>
    public static void Write(string root, string place, string mark, ExperimentRecord record, ExportedParts parts, DateTimeOffset now)
    {
        var document = new OrderedDictionary(StringComparer.Ordinal) { [ExportMark.Member] = mark, [ExportMark.VersionMember] = ExportMark.Version };
        foreach (System.Collections.DictionaryEntry member in ExperimentDocument.Received(record with { Status = record.Status.Stored() }, record.Path, now))
            document[member.Key] = member.Value;
        document["prefix"] = record.Path.Value;
        document["runs"] = Array.ConvertAll(record.Runs, ExperimentDocument.Write);
        document[Parameters] = parts.Parameters;
        document[Log] = parts.Log;
        document[Series] = parts.Metrics.ToArray<object?>();
        document[Tracks] = parts.Tracks.ToArray<object?>();
        document[Files] = parts.Files.ToArray<object?>();
        if (parts.Mlflow is not null)
            document[MlflowMember] = parts.Mlflow;
        document[WrittenFiles] = SourceFolder.FilesBelow(root).Select(file => SourceFolder.NameBelow(root, file)).ToArray();
        var path = ExportedFiles.At(root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SmallDocument.Write(path, document);
    }

    private static ExportedSeries ToSeries(OrderedDictionary series) => new(
        series.Text("name") ?? throw new InvalidDataException("A metric or a track has no name."),
        new SeriesDescription(series.Text("description"), series.Texts("tags"), series.Map("metadata")),
        ExportedTable.Of(series),
        PartsOf(series));

    /// <summary>The metrics of MLflow. Where a document does not say how many lines are known, all of them are.</summary>
    private static MlflowPart[] PartsOf(OrderedDictionary series)
    {
        var (fields, lines) = (series.Texts("fields"), series["lines"] as object?[] ?? []);
        return [.. series.Texts("keys").Select((key, at) => new MlflowPart(
            key, fields.ElementAtOrDefault(at) ?? "value", lines.ElementAtOrDefault(at) as long? ?? long.MaxValue))];
    }

    private IEnumerable<OrderedDictionary> Each(string member) => (_document[member] as object?[] ?? []).OfType<OrderedDictionary>();
}

/// <summary>Where the records of an exported experiment are, as its document has it.</summary>
internal sealed class ExportedParts
{
    /// <summary>The parameters; null when there are none.</summary>
    public OrderedDictionary? Parameters { get; set; }

    /// <summary>The log; null when it is empty.</summary>
    public OrderedDictionary? Log { get; set; }

    /// <summary>What is noted of the run of MLflow; null when there is none.</summary>
    public OrderedDictionary? Mlflow { get; set; }

    /// <summary>The metrics.</summary>
    public List<OrderedDictionary> Metrics { get; } = [];

    /// <summary>The tracks.</summary>
    public List<OrderedDictionary> Tracks { get; } = [];

    /// <summary>The files.</summary>
    public List<OrderedDictionary> Files { get; } = [];
}
