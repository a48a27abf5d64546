using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Sessions;
using MlDash.Dashboard.Questions;
using MlDash.Storage;

namespace MlDash.Cmdlets.Commands;

/// <summary>A cmdlet that shows experiments on the page: those that are given, else all at the places that the line means.</summary>
public abstract class PageCommand : ServerCommand
{
    private readonly List<Experiment> _given = [];

    /// <summary>
    /// Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>. With <c>-Remote</c> both are shown.
    /// </summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The experiments of one object of the pipeline, or of the line.</summary>
    protected abstract ExperimentReference[] Named { get; }

    /// <summary>What the warning says when none of the experiments was found that are named.</summary>
    protected abstract string NoneFound { get; }

    /// <summary>The experiments that were found; none where all are meant.</summary>
    protected IReadOnlyList<Experiment> Given => _given;

    /// <inheritdoc />
    protected override void Process()
    {
        var finder = new ExperimentFinder(this, Root, ServerIfMeant());
        foreach (var named in Named)
            _given.AddRange(finder.Find(named, takesPatterns: true));
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        if (_given.Count == 0 && (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey("Experiment")))
        {
            WriteWarning(NoneFound);
            return;
        }

        foreach (var experiment in _given)
            WriteQueued(experiment);
        Show();
    }

    /// <summary>Shows the experiments.</summary>
    protected abstract void Show();

    /// <summary>The places of the experiments, each a source of the page.</summary>
    /// <param name="scopeOf">What is shown of the place of some experiments that were given.</param>
    protected IReadOnlyList<DashboardSource> Sources(Func<IEnumerable<Experiment>, ExperimentQuery> scopeOf) => _given.Count > 0
        ? [.. _given.GroupBy(experiment => experiment.Root).Select(place => SourceOf(Stores.At(place.Key, ServerIfMeant()), scopeOf(place)))]
        : [.. Stores.ToShow(this, Root, ServerIfMeant()).Select(store => SourceOf(store, new()))];

    private static DashboardSource SourceOf(ExperimentStore store, ExperimentQuery scope) => new(store.Location, store.Reader, scope)
    {
        Updater = store.Keeper,
        Folders = store.Folders,
        IsFar = store.Mode == ExperimentMode.Remote,
    };
}
