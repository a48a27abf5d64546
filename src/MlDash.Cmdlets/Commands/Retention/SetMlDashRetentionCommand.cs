using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Sets the rules that say what of a project is removed, and when. Nothing is removed before Invoke-MlDashRetention runs.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashRetention", SupportsShouldProcess = true)]
[OutputType(typeof(ProjectRetention))]
public sealed class SetMlDashRetentionCommand : RetentionCommand
{
    /// <summary>Name of the project.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>The rules, separated by semicolons, such as <c>keep last 50; failed 90d</c>; an empty text removes them.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    public string Rule { get; set; } = string.Empty;

    /// <summary>Returns the rules.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var retention = ToWrite();
        // Rules that cannot be read are an error with -WhatIf, too.
        _ = MlDash.Retention.RetentionRules.Parse(Rule);
        if (!ShouldProcess(Project, Rule.Length == 0 ? "Remove the rules of retention" : $"Set the rules of retention to: {Rule}"))
            return;
        var set = Await(retention.SetAsync(Project, Rule, CancelToken));
        if (PassThru)
            WriteObject(set);
    }
}
