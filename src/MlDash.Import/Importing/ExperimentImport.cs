using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using MlDash.Errors;
using MlDash.Experiments;
using MlDash.Ids;
using MlDash.Import.Formats;
using MlDash.Import.Reading;
using MlDash.Import.Runs;
using MlDash.Json;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;

namespace MlDash.Import.Importing;

/// <summary>Imports runs of other trackers into a folder of experiments. Importing again adds what has come since.</summary>
/// <param name="store">Where the experiments go.</param>
public sealed class ExperimentImport(LocalExperimentStore store)
{
    /// <summary>How many letters of an id tell two runs of one name apart.</summary>
    private const int ShortId = 8;

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private Dictionary<string, ExperimentPath>? _imported;

    /// <summary>Path of the runs that have no project; null: their name alone.</summary>
    public string? Project { get; init; }

    /// <summary>The format; null: as recognized.</summary>
    public ImportFormat? Format { get; init; }

    /// <summary>The column of a table that holds the time; null: one of the usual names.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>The column of a table that says which run a row belongs to; null: all rows are of one run.</summary>
    public string? RunColumn { get; init; }

    /// <summary>The metric that the rows of a table become points of; null: the name of the file.</summary>
    public string? Metric { get; init; }

    /// <summary>
    /// The experiment that has a path where the runs go in the end; null when there is none. Default: the one in the folder.
    /// </summary>
    public Func<ExperimentPath, ExperimentRecord?>? Existing { get; init; }

    /// <summary>Where the experiments are in the end; null: in the folder.</summary>
    public string? Location { get; init; }

    /// <summary>Learns how far the import of a run has come.</summary>
    public IProgress<TransferCounts>? Progress { get; init; }

    /// <summary>The runs below a path.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException"><c>FormatNotRecognized</c>, <c>FormatRefused</c>, or the disk.</exception>
    public IEnumerable<FoundRun> Find(string path, CancellationToken cancellationToken)
    {
        var format = SourceFormats.Of(path, Format);
        var options = new SourceOptions
        {
            Warn = store.Warnings.Enqueue,
            CancelToken = cancellationToken,
            Columns = new TableColumns { Time = TimeColumn, Run = RunColumn, Metric = Metric },
        };
        foreach (var other in SourceFormats.Beside(path, format.Format))
            store.Warnings.Enqueue($"'{path}' is imported as data of {format.Format}. It also has '{other}', which was not imported: give its path, too.");
        using var runs = Readable(path, () => format.Runs(path, options).GetEnumerator());
        while (Readable(path, runs.MoveNext))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (DiskFaults.Translate($"Reading '{path}'", () => DetailsOf(runs.Current)) is { } details)
                yield return new FoundRun(runs.Current, format.Format, PlaceOf(details, format.Format));
        }
    }

    /// <summary>Imports one run.</summary>
    /// <param name="found">The run.</param>
    /// <param name="cancellationToken">Ends it; the next import continues.</param>
    /// <exception cref="StorageException">The disk.</exception>
    /// <exception cref="ExperimentException"><c>ExperimentWriteProtected</c>, <c>IllegalPath</c>.</exception>
    public async Task<ImportedExperiment> ImportAsync(FoundRun found, CancellationToken cancellationToken)
    {
        var (run, path) = (found.Run.Details, found.Path);
        var stored = await store.GetAsync(path, cancellationToken).ConfigureAwait(false);
        if (stored is { WriteProtected: true })
            throw ExperimentErrors.WriteProtected(path);
        if (stored is null)
            ExperimentPlace.RefuseNew(store.Root, path);
        var layout = new LocalLayout(store.Root, path);
        using var writer = new RunWriter(store, path, run.StartedAt, cancellationToken) { Progress = Progress };
        var record = stored ?? new ExperimentRecord
        {
            Path = path,
            Name = path.Name,
            Project = path.Project,
            Id = Snowflake.Shared.Next(),
            CreatedAt = run.Recorded?.CreatedAt ?? run.StartedAt,
        };
        Change(
            layout,
            document =>
            {
                var growing = found.Run.Growing.Select(file => (SourceFolder.NameBelow(run.Place, file), new FileInfo(file).Length));
                found.Run.Order = ReadOrder.After(ImportedDocument.OrderOf(document), [.. growing]);
                return ImportedDocument.Begin(document, record, found.Format, found.Run, store.Clock.GetUtcNow());
            },
            cancellationToken);
        var parameters = ImportedDocument.NewParameters(await store.ReadParametersAsync(path, cancellationToken).ConfigureAwait(false), run);
        await store.MergeParametersAsync(path, parameters, replaceDamaged: false, cancellationToken).ConfigureAwait(false);
        DiskFaults.Translate($"Importing '{run.Place}' into '{layout.Folder}'", () => Read(found.Run, writer, cancellationToken));
        await writer.FinishAsync().ConfigureAwait(false);
        Change(layout, document => ImportedDocument.End(document!, found.Format, run), cancellationToken);
        ExperimentSeal.Renew(layout, store.Clock);
        return new ImportedExperiment(path.Value, Location ?? store.Root)
        {
            Format = found.Format,
            SourceId = run.Id,
            Source = run.Place,
            Points = writer.Points,
            Logs = writer.Logs,
            TrackEntries = writer.Entries,
            Parameters = parameters.Count,
            Files = writer.Files,
            LeftOut = [.. writer.LeftOut],
        };
    }

    private static T Readable<T>(string path, Func<T> read)
    {
        try
        {
            return DiskFaults.Translate($"Reading '{path}'", read);
        }
        catch (InvalidDataException fault)
        {
            throw SourceFormats.Unreadable(path, fault);
        }
    }

    /// <summary>What a run says of itself; null, with a warning, when that is damaged: the runs beside it are not.</summary>
    private RunDetails? DetailsOf(SourceRun run)
    {
        try
        {
            return run.Details;
        }
        catch (InvalidDataException damage)
        {
            store.Warnings.Enqueue($"A run is left out. {damage.Message}");
            return null;
        }
    }

    /// <summary>Reads a run as far as it can be read: what was read of a damaged one stays, and the next import continues.</summary>
    private void Read(SourceRun run, RunWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            run.Read(writer, cancellationToken);
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            store.Warnings.Enqueue($"'{run.Details.Place}' was not read to its end: {damage.Message}");
        }
    }

    private void Change(LocalLayout layout, Func<OrderedDictionary?, OrderedDictionary> change, CancellationToken cancellationToken) =>
        DiskFaults.Translate($"Writing '{layout.Experiment}'", () =>
        {
            using var held = FileLock.Take(layout.ExperimentLock, store.Clock, cancellationToken);
            SmallDocument.Write(layout.Experiment, change(SmallDocument.Read(layout.Experiment)));
            ExperimentSeal.RenewDocument(layout, layout.Experiment, store.Clock);
        });

    /// <summary>
    /// Where a run goes: its project and its name; where another run has that place, a part of its id behind it. A run that was imported before keeps its
    /// place.
    /// </summary>
    private ExperimentPath PlaceOf(RunDetails run, ImportFormat format)
    {
        var project = Project ?? run.Project;
        var name = ImportedNames.Path(run.Name, "run");
        var place = ImportedNames.Experiment(project is null ? name : $"{ImportedNames.Path(project, "project")}/{name}");
        var parent = place[..(place.LastIndexOf('/') + 1)];
        // Its tracker may have given it another name since.
        if (Imported(format).TryGetValue(run.Id, out var known) && known.Value.StartsWith(parent, StringComparison.Ordinal) && _given.Add(known.Value))
            return known;
        foreach (var candidate in new[] { place, $"{place}-{Digest(run.Id)}" })
        {
            var path = ExperimentPath.Parse(candidate);
            var (isThere, metadata) = At(path);
            if ((!isThere || ImportedDocument.IdOf(metadata, format) == run.Id) && _given.Add(candidate))
                return path;
        }

        throw new ExperimentException(
            "ExperimentExists",
            $"The run '{run.Id}' cannot be imported: '{place}' and '{place}-{Digest(run.Id)}' are other experiments.",
            "Import into another -Destination or -Project.")
        { Category = FaultCategory.ResourceExists, Target = run.Id };
    }

    /// <summary>What was imported into the folder before, by the ids in its tracker. What is on a server is known by its path alone.</summary>
    private Dictionary<string, ExperimentPath> Imported(ImportFormat format)
    {
        if (_imported is not null)
            return _imported;
        _imported = new(StringComparer.Ordinal);
        if (Existing is not null)
            return _imported;
        foreach (var record in store.FindAsync(new ExperimentQuery(), CancellationToken.None).ToBlockingEnumerable())
        {
            if (ImportedDocument.IdOf(record.Metadata, format) is { } id)
                _imported.TryAdd(id, record.Path);
        }

        return _imported;
    }

    private (bool IsThere, OrderedDictionary? Metadata) At(ExperimentPath path)
    {
        if (Existing is not null)
            return Existing(path) is { } record ? (true, record.Metadata) : (false, null);
        var document = SmallDocument.ReadIfWhole(new LocalLayout(store.Root, path).Experiment);
        return (document is not null, document?.Map("metadata"));
    }

    private static string Digest(string id) =>
        id.Length >= ShortId && id.All(char.IsAsciiLetterOrDigit)
            ? id[..ShortId]
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..ShortId].ToLowerInvariant();
}

/// <summary>A run that can be imported.</summary>
public sealed class FoundRun
{
    internal FoundRun(SourceRun run, ImportFormat format, ExperimentPath path) => (Run, Format, Path) = (run, format, path);

    /// <summary>Whose format it is in.</summary>
    public ImportFormat Format { get; }

    /// <summary>Path of the experiment it becomes.</summary>
    public ExperimentPath Path { get; }

    /// <summary>File or folder it is read from.</summary>
    public string Source => Run.Details.Place;

    internal SourceRun Run { get; }
}
