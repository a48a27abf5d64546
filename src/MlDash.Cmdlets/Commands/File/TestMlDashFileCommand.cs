using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Tests for each path whether an experiment has such a file.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MlDashFile")]
[OutputType(typeof(bool))]
public sealed class TestMlDashFileCommand : ExperimentCommand
{
    /// <summary>Path of the file inside the experiment, or its bare name; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FilePathCompleter))]
    [PathText]
    [NotNull]
    public string[] Path { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var files = Source.Files;
        foreach (var path in Path)
        {
            var exists = Await(files.GetAsync(path, CancelToken)) is not null
                || (Wildcard.IsPattern(path) && Pump(files.FindAsync(new FileQuery { Paths = [Wildcard.ForPath(path)] }, CancelToken)).Any());
            WriteObject(exists);
        }
    }
}
