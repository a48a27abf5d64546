using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Lists the files of an experiment. With <c>-Bindr</c> and no experiment, those of all experiments.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashFile")]
[OutputType(typeof(FileEntry))]
public sealed class GetMlDashFileCommand : ExperimentCommand
{
    /// <summary>
    /// Path of the file inside the experiment; a bare name finds it in any folder. Wildcards are allowed: <c>*</c> stays inside a folder, <c>**</c> crosses
    /// folders.
    /// </summary>
    [Parameter(Position = 0)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>Folder to list, including its subfolders.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FileFolderCompleter))]
    public string? Prefix { get; set; }

    /// <summary>Tags; a file with any of them is listed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>Bindrs; a file with any of them is listed.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [ArgumentCompleter(typeof(BindrCompleter))]
    public string[] Bindr { get; set; } = [];

    /// <summary>Folder that contains the experiments, to list the files of all of them.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var query = new FileQuery { Folder = Prefix, Paths = [.. Path.Select(Wildcard.ForPath)], Tags = Tag, Bindrs = Bindr };
        var missing = Path.Where(path => !Wildcard.IsPattern(path)).ToList();
        foreach (var experiment in Sources())
        {
            foreach (var file in Pump(experiment.Files.FindAsync(query, CancelToken)))
            {
                missing.RemoveAll(path => path.Trim('/') == file.Path || path == file.Name);
                WriteObject(file);
            }
        }

        foreach (var path in missing)
            Report(new ExperimentException("FileNotFound", $"No file '{path}' matches all filters.", "Run Get-MlDashFile to list the files.")
            { Category = FaultCategory.ObjectNotFound, Target = path });
    }

    private IEnumerable<Experiment> Sources()
    {
        var everywhere = Root is not null || (Bindr.Length > 0 && Experiment is null && Session.Current is null);
        return everywhere
            ? Sessions.Stores.ToRead(this, Root).SelectMany(
                store => Pump(store.Reader.FindAsync(new ExperimentQuery(), CancelToken)).Select(record => new Experiment(store, record)))
            : [Source];
    }
}
