using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Waiting;
using MlDash.Files;
using MlDash.Storage;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Keeps files in an experiment, with their SHA-256: files of the disk, folders, files of other experiments, or objects as JSON, text or bytes.
/// </summary>
[Cmdlet(VerbsData.Save, "MlDashFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileEntry))]
public sealed class SaveMlDashFileCommand : RecordingCommand
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";
    private const string FileSet = "File";
    private const string JsonSet = "Json";
    private const string TextSet = "Text";
    private const string BytesSet = "Bytes";

    private readonly PlacesTaken _places = new(StringComparer.Ordinal);
    private AmountProgress? _progress;
    private IFileIntake? _intake;
    private Experiment? _intakeOwner;
    private SeriesFiles? _series;
    private CollectedContent? _collected;

    /// <summary>Files to save; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <summary>Files to save, without wildcards; FileInfo objects from the pipeline bind to this parameter.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A file of another experiment, as Get-MlDashFile lists it: its bytes are copied, with its path, description, tags and metadata.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FileSet)]
    public FileEntry File { get; set; } = null!;

    /// <summary>The object to save as a file.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = JsonSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = TextSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BytesSet)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>Keep it as JSON; several objects become an array.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JsonSet)]
    public SwitchParameter AsJson { get; set; }

    /// <summary>Keep it as UTF-8 text; several objects become lines.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TextSet)]
    public SwitchParameter AsText { get; set; }

    /// <summary>Keep it as bytes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BytesSet)]
    public SwitchParameter AsBytes { get; set; }

    /// <summary>Name of the saved file. Default: the name of the source, in a series its step.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralSet)]
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(Mandatory = true, ParameterSetName = JsonSet)]
    [Parameter(Mandatory = true, ParameterSetName = TextSet)]
    [Parameter(ParameterSetName = BytesSet)]
    [Alias("Destination")]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string? Name { get; set; }

    /// <summary>Folder inside the experiment to save it to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FileFolderCompleter))]
    [PathText]
    public string? Prefix { get; set; }

    /// <summary>
    /// Whether folders are kept with all that is in them, in the same structure. Links are followed; what cannot be read is an error for each and stops no
    /// other.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralSet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>What the file shows over the steps of the run, such as <c>samples</c>. It is saved as <c>&lt;series&gt;/&lt;step&gt;</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PathText]
    public string? Series { get; set; }

    /// <summary>The step of the series; several files of one step are numbered.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? Step { get; set; }

    /// <summary>A text that the page shows beside the file.</summary>
    [Parameter]
    public string? Caption { get; set; }

    /// <summary>Description of the file.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the file.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Names that bind the file to others and to experiments.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Bindr { get; set; }

    /// <summary>Any values under names.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Media type. Default: by the extension of the name.</summary>
    [Parameter]
    public string? ContentType { get; set; }

    /// <summary>Returns an entry for each saved file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        _series = SeriesFiles.Of(Series, Step, Caption, Name);
        if (AsBytes && Name is null && _series is null)
            throw new ConfigurationException("NameRequired", "Bytes have no name.", "Give -Name, or -Series and -Step.");
    }

    /// <inheritdoc />
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                foreach (var pattern in Path)
                    KeepFound(pattern, FoundBy(pattern));
                break;
            case LiteralSet:
                foreach (var literal in LiteralPath)
                    KeepFound(literal, [FileSystemPath(literal)]);
                break;
            case FileSet:
                Keep(FileSource.OfRecorded(File, OwnerOf(File), Name ?? File.Path));
                break;
            default:
                (_collected ??= new(AsJson, AsText)).Add(InputObject);
                break;
        }
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_collected is { IsEmpty: false })
            Keep(FileSource.OfBytes(Name ?? string.Empty, _collected.ToBytes()));
        if (_intake is not null)
            _ = Commit(_intake);
        base.Finish();
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (_intake is not null)
            AsyncBridge.Await(_intake.DisposeAsync().AsTask());
        base.Dispose(disposing);
    }

    private Collection<string> FoundBy(string pattern) =>
        WildcardPattern.ContainsWildcardCharacters(pattern)
            && GetResolvedProviderPathFromPSPath(pattern, out var provider) is var found
            && provider.Name == "FileSystem"
            ? found
            : [FileSystemPath(pattern)];

    private void KeepFound(string asked, IEnumerable<string> found)
    {
        foreach (var full in found)
        {
            if (!Directory.Exists(full))
                KeepFile(full, Name ?? System.IO.Path.GetFileName(full));
            else if (Recurse)
                KeepFolder(full);
            else
                Report(new StorageException("SourceIsFolder", $"'{full}' is a folder.", "Use -Recurse to save a folder with its content.") { Target = asked });
        }
    }

    private void KeepFolder(string folder)
    {
        var parent = System.IO.Path.GetDirectoryName(folder) ?? folder;
        foreach (var (path, fault) in SourceTree.Find(folder))
        {
            if (fault is not null)
                Report(fault);
            else
                KeepFile(path, System.IO.Path.GetRelativePath(parent, path).Replace(System.IO.Path.DirectorySeparatorChar, '/'));
        }
    }

    private void KeepFile(string full, string name)
    {
        FileSource source;
        try
        {
            source = FileSource.OfFile(full, name);
        }
        catch (StorageException fault)
        {
            Report(fault);
            return;
        }

        Keep(source);
    }

    private void Keep(FileSource source)
    {
        var experiment = Target;
        var metadata = Metadata;
        try
        {
            if (_series is not null)
                (source, metadata) = _series.Place(source, experiment, metadata);
            if (!ShouldProcess($"{source.Name} in {experiment}", "Save file"))
                return;
            if (source.Origin is { } origin)
                _places.Take(
                    experiment,
                    $"{Prefix?.Trim('/')}/{source.Name}".Trim('/'),
                    origin,
                    "Save their folder with -Recurse, or give each its own -Prefix or -Name.");
            _progress ??= Watched(AmountProgress.OfBytes(this, "Saving files"));
            _progress.Start(source.Name, source.Length);
            var intake = IntakeOf(experiment);
            var upload = source.ToUpload(Prefix, ContentType, new FileAnnotations(Description, Tag, Bindr, metadata)) with { Progress = _progress };
            var saved = _progress.Show(intake.AddAsync(upload, CancelToken));
            if (!PassThru)
                return;
            var listed = Commit(intake);
            WriteObject(new FileEntry(listed.FirstOrDefault(file => file.Id == saved.Id) ?? saved) { Experiment = new ExperimentLink(experiment) });
        }
        catch (MlDashException fault) when (fault is StorageException or { ErrorId: "IllegalPath" })
        {
            Report(fault);
        }
    }

    private static Experiment OwnerOf(FileEntry file) => GivenExperiment.ObjectOf(file.Experiment) ?? throw new ExperimentException(
        "ExperimentNotFound", $"It is not known which experiment the file '{file.Path}' is from.", "Give the file as Get-MlDashFile returns it.")
    { Category = FaultCategory.ObjectNotFound, Target = file.Path };

    private IFileIntake IntakeOf(Experiment experiment)
    {
        if (ReferenceEquals(_intakeOwner, experiment))
            return _intake!;
        if (_intake is not null)
            _ = Commit(_intake);
        _intakeOwner = experiment;
        return _intake = experiment.Files.OpenIntake();
    }

    private IReadOnlyList<FileEntry> Commit(IFileIntake intake) =>
        _progress is null ? Await(intake.CommitAsync(CancelToken)) : _progress.Show(intake.CommitAsync(CancelToken));
}
