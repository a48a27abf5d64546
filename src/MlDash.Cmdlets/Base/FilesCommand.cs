using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Text;

namespace MlDash.Cmdlets.Base;

/// <summary>A command about files of an experiment that are there already, named by path, by wildcard, or by the pipeline.</summary>
public abstract class FilesCommand : ExperimentCommand
{
    /// <summary>
    /// Path of the file inside the experiment, such as <c>models/best.pt</c>; a bare name finds the first file of that name. Wildcards are allowed:
    /// <c>*</c> stays inside a folder, <c>**</c> crosses folders.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    [NotNull]
    public virtual string[] Path { get; set; } = [];

    /// <summary>The files that are named, all where a command lets none be named; a literal path without a file is reported.</summary>
    private protected IEnumerable<FileEntry> NamedFiles()
    {
        var files = Target.Files;
        if (Path.Length == 0)
        {
            foreach (var file in Pump(files.FindAsync(new FileQuery(), CancelToken)))
                yield return file;
        }

        foreach (var path in Path)
        {
            if (Await(files.GetAsync(path, CancelToken)) is { } named)
            {
                yield return named;
            }
            else if (Wildcard.IsPattern(path))
            {
                foreach (var file in Pump(files.FindAsync(new FileQuery { Paths = [Wildcard.ForPath(path)] }, CancelToken)))
                    yield return file;
            }
            else
            {
                Report(new ExperimentException(
                    "FileNotFound", $"File '{path}' was not found in the experiment '{Target}'.", "Run Get-MlDashFile to list its files.")
                { Category = FaultCategory.ObjectNotFound, Target = path });
            }
        }
    }

    /// <summary>Does something to each named file; one that fails is reported and hides no other.</summary>
    private protected void ForEachFile(Action<FileEntry> action)
    {
        foreach (var file in NamedFiles())
            Reporting(() => action(file));
    }

    /// <summary>Does something for one file; what goes wrong is reported.</summary>
    private protected void Reporting(Action action)
    {
        try
        {
            action();
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
