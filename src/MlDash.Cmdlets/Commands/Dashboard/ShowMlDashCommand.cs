using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Dashboard.Questions;
using MlDash.Storage;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Shows experiments as a page in the browser: a table of all of them, their metrics as charts, logs, parameters and files. It follows experiments that are
/// still being recorded. Only this machine can see the page, and only with the address that the cmdlet writes; it ends with the session, or with
/// Stop-MlDash.
/// </summary>
[Cmdlet(VerbsCommon.Show, "MlDash")]
[OutputType(typeof(DashboardViewer))]
public sealed class ShowMlDashCommand : ServerCommand
{
    private readonly List<Experiment> _given = [];

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

    /// <summary>
    /// Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>. With <c>-Remote</c> both are shown.
    /// </summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

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
    protected override void Process()
    {
        var finder = new ExperimentFinder(this, Root, ServerIfMeant());
        foreach (var given in Experiment)
            _given.AddRange(finder.Find(given, takesPatterns: true));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_given.Count == 0 && (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Experiment))))
        {
            WriteWarning("No experiment was found, so no page is shown.");
            return;
        }

        foreach (var experiment in _given)
            WriteQueued(experiment);
        var viewer = DashboardViewer.Start([.. StoresToShow().Select(SourceOf)], Port, Writable);
        Viewers.Add(viewer);
        var address = viewer.AddressOf([.. _given.Select(experiment => experiment.Prefix).Distinct()]);
        Browser.Tell($"{string.Join(" and ", viewer.Titles)}: {address.AbsoluteUri}", this);
        if (!NoBrowser)
            Browser.Open(viewer.WriteLink(address), this);
        if (PassThru)
            WriteObject(viewer);
    }

    private static DashboardSource SourceOf(ExperimentStore store) => new(store.Location, store.Reader, new ExperimentQuery())
    {
        Updater = store.Keeper,
        Folders = store.Folders,
        IsFar = store.Mode == ExperimentMode.Remote,
    };

    /// <summary>Where the experiments are that were given, else those places that the line means.</summary>
    private ExperimentStore[] StoresToShow() => _given.Count > 0
        ? [.. _given.Select(experiment => experiment.Root).Distinct().Select(root => Stores.At(root, ServerIfMeant()))]
        : Stores.ToShow(this, Root, ServerIfMeant());
}
