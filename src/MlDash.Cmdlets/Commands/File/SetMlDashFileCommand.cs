using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes the details of a file. Details that are not given stay.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileEntry))]
public sealed class SetMlDashFileCommand : ChangingFilesCommand
{
    /// <summary>Description of the file.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>All tags from now on; an empty array takes all away.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Bindrs that replace the existing ones.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Bindr { get; set; }

    /// <summary>Metadata that replaces the existing metadata.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Returns the changed entries.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process() => ForEachFile(file =>
    {
        if (!ShouldProcess($"{file.Path} in {Target}", "Change file"))
            return;
        var changed = Await(Target.Files.UpdateAsync(file, new FileAnnotations(Description, Tag, Bindr, Metadata), CancelToken));
        if (PassThru)
            WriteObject(changed);
    });
}
