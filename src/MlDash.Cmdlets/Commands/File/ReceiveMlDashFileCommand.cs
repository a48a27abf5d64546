using System.Management.Automation;
using IOPath = System.IO.Path;

namespace MlDash.Cmdlets.Commands;

/// <summary>Copies files out of an experiment and verifies their SHA-256. Nothing is overwritten without <c>-Force</c>.</summary>
[Cmdlet(VerbsCommunications.Receive, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ReceiveMlDashFileCommand : FilesCommand
{
    private AmountProgress? _progress;

    /// <summary>
    /// A folder, or for one file its new path. Default: the current folder. A path is taken as a folder when it is one, ends in a separator, or a wildcard was given.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Whether files of a wildcard land side by side instead of in their folders.</summary>
    [Parameter]
    public SwitchParameter Flatten { get; set; }

    /// <summary>Whether files that are there are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether to hand out the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var destination = FileSystemPath(Destination);
        ForEachFile(file =>
        {
            var target = TargetOf(file, destination);
            if (!ShouldProcess(target, $"Receive {file.Path}"))
                return;
            _progress ??= Watched(AmountProgress.OfBytes(this, "Receiving files"));
            _progress.Show(Target.Files.ReceiveAsync(file, target, Force, _progress.Start(file.Path, file.Length), CancelToken));
            if (PassThru)
                WriteObject(new FileInfo(target));
        });
    }

    private string TargetOf(FileEntry file, string destination)
    {
        var byPattern = !Path.Any(path => path.Trim('/') == file.Path || path == file.Name);
        var isFolder = byPattern || Directory.Exists(destination) || Destination.EndsWith('/') || Destination.EndsWith(IOPath.DirectorySeparatorChar);
        if (!isFolder)
            return destination;
        // Names come from data: what a stored document says must not lead out of the folder the user chose.
        var inside = byPattern && !Flatten ? file.Path : file.Name;
        var target = IOPath.GetFullPath(IOPath.Combine(destination, inside));
        return target.StartsWith(IOPath.TrimEndingDirectorySeparator(destination) + IOPath.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new StorageException("IllegalPath", $"A file below '{destination}' was expected, but the stored path '{file.Path}' leads out of it.", "Receive it under a name of your own with -Destination.") { Target = file.Path };
    }
}
