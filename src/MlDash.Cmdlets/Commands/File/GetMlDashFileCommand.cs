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
    private readonly HashSet<string> _asked = [];
    private readonly HashSet<string> _found = [];

    /// <summary>
    /// Path of the file inside the experiment; a bare name finds it in any folder. Wildcards are allowed: <c>*</c> stays inside a folder, <c>**</c> crosses
    /// folders.
    /// </summary>
    [Parameter(Position = 0)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of files without wildcards.</summary>
    [Parameter]
    [Alias("LiteralName")]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    [NotNull]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Ids of files, as their entries say.</summary>
    [Parameter]
    [NotNull]
    public string[] Id { get; set; } = [];

    /// <summary>A file, as Get-MlDashFile lists it: found again, or found in the experiments of <c>-Experiment</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public FileEntry? InputObject { get; set; }

    /// <summary>Folder to list, including its subfolders.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FileFolderCompleter))]
    [PathText]
    public string? Prefix { get; set; }

    /// <summary>Tags; a file with any of them is listed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull]
    public string[] Tag { get; set; } = [];

    /// <summary>Bindrs; a file with any of them is listed.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull]
    public string[] Bindr { get; set; } = [];

    /// <summary>Bindrs tie files of many experiments together: without a current experiment, all of the root are meant.</summary>
    private protected override bool MeansAll => base.MeansAll || (Bindr.Length > 0 && Session.Current is null);

    /// <inheritdoc />
    protected override void Process()
    {
        var asked = InputObject is null ? Wildcard.All(Path, LiteralPath) : [Wildcard.Escape(InputObject.Path)];
        _asked.UnionWith(asked.Where(path => !Wildcard.HasWildcard(path)).Select(path => Wildcard.Unescape(path).Trim('/')));
        _asked.UnionWith(Id);
        foreach (var id in Id)
        {
            if (Await(Source.Files.GetAsync(id, CancelToken)) is { } file && file.Id == id)
            {
                _found.Add(id);
                WriteObject(file);
            }
        }

        if (Id.Length > 0 && asked.Length == 0)
            return;
        var query = new FileQuery { Folder = Prefix, Paths = Array.ConvertAll(asked, Wildcard.ForPath), Tags = Tag, Bindrs = Bindr };
        var found = Write(query);
        // A name in brackets that fits nothing as a pattern is a name.
        Wildcard[] names = [.. Wildcard.NamesAmong(query.Paths, found).Select(Wildcard.ForPath)];
        if (names.Length > 0)
            Write(query with { Paths = names });
    }

    private List<string> Write(FileQuery query)
    {
        List<string> found = [];
        foreach (var file in Pump(Source.Files.FindAsync(query, CancelToken)))
        {
            found.Add(file.Path);
            _found.UnionWith([file.Path, file.Name]);
            WriteObject(file);
        }

        return found;
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        // A file that one of the experiments has is not missing.
        foreach (var path in _asked.Except(_found))
            Report(new ExperimentException(
                "FileNotFound", $"No file '{path}' matches all filters.", "Run Get-MlDashFile to list the files." + Wildcard.Hint(path))
            { Category = FaultCategory.ObjectNotFound, Target = path });
        base.Finish();
    }
}
