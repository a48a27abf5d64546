using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Shows experiments as a page in the browser: a table of all of them, their metrics as charts, logs, parameters and files. It follows experiments that are
/// still being recorded. Only this machine can see the page, and only with the address that the cmdlet writes; it ends with the session, or with
/// Stop-MlDash.
/// </summary>
[Cmdlet(VerbsCommon.Show, "MlDash")]
[OutputType(typeof(DashboardViewer))]
public sealed class ShowMlDashCommand : PageCommand
{
    /// <summary>
    /// The experiments that the page opens with, as objects or paths; wildcards are allowed. One is shown by itself, several are compared. Default: the table
    /// of all experiments.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [LiveExperiment(Many = true, Reads = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>The port of this machine. Default: a free one.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [WholeNumber]
    public int Port { get; set; }

    /// <summary>Does not open a browser.</summary>
    [Parameter]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>
    /// Lets the page change what it shows: tags, descriptions, status, and texts such as README.md and .dashrc. Without it, nothing can be changed.
    /// </summary>
    [Parameter]
    public SwitchParameter Writable { get; set; }

    /// <summary>Returns the viewer, with its address.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override ExperimentReference[] Named => Experiment;

    /// <inheritdoc />
    protected override string NoneFound => "No experiment was found, so no page is shown.";

    /// <inheritdoc />
    protected override void Show()
    {
        var viewer = DashboardViewer.Start(Sources(static _ => new()), Port, Writable);
        Viewers.Add(viewer);
        viewer.ReadAhead();
        var address = viewer.AddressOf([.. Given.Select(experiment => experiment.Prefix).Distinct()]);
        Browser.Tell($"{string.Join(" and ", viewer.Titles)}: {address.AbsoluteUri}", this);
        if (!NoBrowser)
            Browser.Open(viewer.WriteLink(address), this);
        if (PassThru)
            WriteObject(viewer);
    }
}
