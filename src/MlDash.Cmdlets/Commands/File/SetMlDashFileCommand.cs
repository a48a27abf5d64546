using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Changes what is known of a file. What is not given stays.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileEntry))]
public sealed class SetMlDashFileCommand : FilesCommand
{
    /// <summary>Free text that says what the file is.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>All tags from now on; an empty array takes all away.</summary>
    [Parameter]
    [Alias("Tags")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>All bindrs from now on.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BindrCompleter))]
    public string[]? Bindr { get; set; }

    /// <summary>All metadata from now on.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Whether to hand out the changed entries.</summary>
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
