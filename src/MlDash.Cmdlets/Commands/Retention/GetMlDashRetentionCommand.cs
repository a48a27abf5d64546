using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Lists the rules that say what of projects is removed, and when.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashRetention")]
[OutputType(typeof(ProjectRetention))]
public sealed class GetMlDashRetentionCommand : RetentionCommand
{
    /// <summary>Names of projects; wildcards are allowed. Default: all that have rules.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NotNull]
    public string[] Project { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        var patterns = Array.ConvertAll(Project, Wildcard.ForName);
        foreach (var retention in ToRead())
        {
            foreach (var rules in Await(retention.ListAsync(CancelToken)))
            {
                if (patterns.Length == 0 || patterns.Any(pattern => pattern.IsMatch(rules.Project)))
                    WriteObject(rules);
            }
        }
    }
}
