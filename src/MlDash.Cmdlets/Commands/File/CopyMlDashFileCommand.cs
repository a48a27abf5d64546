using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Copies a file to another path of the same experiment.</summary>
[Cmdlet(VerbsCommon.Copy, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileEntry))]
public sealed class CopyMlDashFileCommand : ChangingFilesCommand
{
    private readonly PlacesTaken _places = new(StringComparer.Ordinal);
    private AmountProgress? _progress;

    /// <summary>Path of the copy inside the experiment; one that ends in <c>/</c> is a folder, and the name stays.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    public string Destination { get; set; } = null!;

    /// <summary>Returns the entry of each copy.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process() => ForEachFile(file =>
    {
        var target = Destination.EndsWith('/') ? Destination + file.Name : Destination;
        if (!ShouldProcess($"{file.Path} to {target}", "Copy file"))
            return;
        _places.Take(Target, target.Trim('/'), file.Path, "Give a -Destination that ends in '/', or copy them one by one.");
        _progress ??= Watched(AmountProgress.OfBytes(this, "Copying files"));
        var copy = _progress.Show(Target.Files.CopyAsync(file, target, _progress.Start(file.Path, file.Length), CancelToken));
        if (PassThru)
            WriteObject(copy);
    });
}
