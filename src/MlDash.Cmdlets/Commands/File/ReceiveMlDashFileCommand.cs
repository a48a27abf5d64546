using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using IOPath = System.IO.Path;

namespace MlDash.Cmdlets.Commands;

/// <summary>Copies files out of an experiment and verifies their SHA-256. Nothing is overwritten without <c>-Force</c>.</summary>
[Cmdlet(VerbsCommunications.Receive, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ReceiveMlDashFileCommand : FilesCommand
{
    private readonly PlacesTaken _places = PlacesTaken.OnDisk();
    private AmountProgress? _progress;
    private bool _pathIsArgument;
    private bool _isFolder;

    /// <summary>The first file, while it is not known whether it stays the only one.</summary>
    private Waiting? _only;

    /// <summary>
    /// Path of the file inside the experiment, such as <c>models/best.pt</c>; a bare name finds the first file of that name. Wildcards are allowed:
    /// <c>*</c> stays inside a folder, <c>**</c> crosses folders. Default: all files of the experiments that are given.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FilePath")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    [NotNull]
    public override string[] Path { get; set; } = [];

    /// <summary>
    /// A folder, or for one file its new path. Default: the current folder. A path is taken as a folder when it is one, ends in a separator, or more than
    /// one file comes.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Writes files of a wildcard or of the pipeline side by side instead of in their folders.</summary>
    [Parameter]
    public SwitchParameter Flatten { get; set; }

    /// <summary>Replaces files that existed before the command.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        _pathIsArgument = MyInvocation.BoundParameters.ContainsKey(nameof(Path));
        base.Begin();
    }

    /// <inheritdoc />
    protected override void Process()
    {
        if (Path.Length == 0 && Experiment.Length == 0)
            throw new ExperimentException(
                "FileNotNamed",
                "It is not said which files are meant.",
                "Give paths with -Path, or with -Experiment the experiment whose files are all meant.");
        ForEachFile(Place);
    }

    private void Place(FileEntry file)
    {
        var named = _pathIsArgument && Path.Any(path => path.Trim('/') == file.Path || path == file.Name || path == file.Id);
        var inside = named || Flatten ? file.Name : file.Path;
        var isPattern = (_pathIsArgument && !named) || Path.Length == 0;
        if (isPattern || IsFolder)
        {
            Receive(Target, file, Below(FileSystemPath(Destination), inside));
            return;
        }

        if (_only is null)
        {
            _only = new(Target, file, inside);
            return;
        }

        // The second one: the destination is a folder.
        _isFolder = true;
        ReceiveFirst(isOnly: false);
        Receive(Target, file, Below(FileSystemPath(Destination), inside));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        ReceiveFirst(isOnly: true);
        base.Finish();
    }

    private bool IsFolder =>
        _isFolder || Destination.EndsWith('/') || Destination.EndsWith('\\') || Directory.Exists(FileSystemPath(Destination));

    private void ReceiveFirst(bool isOnly)
    {
        if (_only is not { } first)
            return;
        _only = null;
        Reporting(() => Receive(first.From, first.File, isOnly ? FileSystemPath(Destination) : Below(FileSystemPath(Destination), first.Inside)));
    }

    private void Receive(Experiment from, FileEntry file, string target)
    {
        if (!ShouldProcess(target, $"Receive {file.Path}"))
            return;
        _places.Take(target, $"{from.Prefix}: {file.Path}", "Receive them one by one, or without -Flatten.");
        _progress ??= Watched(AmountProgress.OfBytes(this, "Receiving files"));
        _progress.Show(from.Files.ReceiveAsync(file, target, Force, _progress.Start(file.Path, file.Length), CancelToken));
        if (PassThru)
            WriteObject(new FileInfo(target));
    }

    /// <summary>Names come from data: what a stored document says must not lead out of the folder the user chose.</summary>
    private static string Below(string destination, string inside)
    {
        var target = IOPath.GetFullPath(IOPath.Combine(destination, inside));
        return target.StartsWith(IOPath.TrimEndingDirectorySeparator(destination) + IOPath.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new StorageException(
                "IllegalPath",
                $"The stored path '{inside}' leads out of the destination '{destination}'.",
                "Receive the file under another name with -Destination.")
            { Target = inside };
    }

    private sealed record Waiting(Experiment From, FileEntry File, string Inside);
}
