using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Retention;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Removes what the rules of projects say: experiments, large files and points. With <c>-WhatIf</c> it returns what would go.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MlDashRetention", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RetentionResult))]
public sealed class InvokeMlDashRetentionCommand : RetentionCommand
{
    /// <summary>Names of projects; wildcards are allowed. Default: all that have rules.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NotNull]
    public string[] Project { get; set; } = [];

    /// <summary>Rules in the place of those that the project has; the project is then given without wildcards.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Rule { get; set; }

    /// <summary>Removes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        if (Rule is null)
            return;
        _ = RetentionRules.Parse(Rule);
        if (Project.Length == 0 || Project.Any(Wildcard.HasWildcard))
            throw new ConfigurationException("ProjectNeeded", "Rules that are given are those of a project.", "Name the project with -Project.");
    }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var retention in ToRead())
        {
            foreach (var project in Projects(retention).ToList())
                Run(retention, project);
        }
    }

    private IEnumerable<string> Projects(IRetention retention)
    {
        if (Rule is not null)
            return Project.Select(Wildcard.Unescape);
        var patterns = Array.ConvertAll(Project, Wildcard.ForName);
        return Await(retention.ListAsync(CancelToken)).Select(rules => rules.Project)
            .Where(project => patterns.Length == 0 || patterns.Any(pattern => pattern.IsMatch(project)));
    }

    private void Run(IRetention retention, string project)
    {
        // The plan is whole before anything goes: what goes does not change what is kept.
        foreach (var planned in Pump(retention.PlanAsync(project, Rule, CancelToken)).ToList())
        {
            try
            {
                var target = $"{planned} in {planned.Root} ({planned.Size:N0} bytes)";
                var goes = IsUnasked(Force) || ShouldProcess(target, $"{ActionOf(planned)} by '{planned.Rule}'");
                WriteObject(goes ? Await(retention.ApplyAsync(planned, CancelToken)) : planned);
            }
            catch (MlDashException fault)
            {
                Report(fault);
            }
        }
    }

    private static string ActionOf(RetentionResult planned) => planned.What switch
    {
        RetentionKind.Experiment => "Move experiment to the recycle bin",
        RetentionKind.File => "Delete file",
        _ => "Thin points",
    };
}
