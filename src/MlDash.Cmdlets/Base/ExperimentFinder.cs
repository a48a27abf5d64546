using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Waiting;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Storage;
using MlDash.Storage.Remote;
using MlDash.Text;

namespace MlDash.Cmdlets.Base;

/// <summary>The experiments that are meant by what a command was given: objects as they are, texts as paths in a root or on a server.</summary>
/// <param name="command">The command; its session knows which experiments are open.</param>
/// <param name="root">The root given.</param>
/// <param name="server">The server given; null for this machine.</param>
internal sealed class ExperimentFinder(MlDashCommand command, string? root = null, RemoteExperimentStore? server = null)
{
    private ExperimentStore[]? _stores;

    /// <summary>Where it looks.</summary>
    public ExperimentStore[] Stores => _stores ??= [.. Sessions.Stores.ToRead(command, root, server)];

    /// <summary>All experiments of the root or the server.</summary>
    public IEnumerable<Experiment> All() => Matching(new ExperimentQuery { HidesArchived = true });

    /// <summary>Those of the root or the server that a query asks for.</summary>
    public IEnumerable<Experiment> Matching(ExperimentQuery query) => In(Stores, query, command);

    /// <summary>The experiments that one value means.</summary>
    /// <param name="given">An experiment, or one that was given as text.</param>
    /// <param name="takesPatterns">Whether a text may have wildcards.</param>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>, <c>ExperimentAmbiguous</c>, <c>WildcardNotAllowed</c>.</exception>
    public IEnumerable<Experiment> Find(ExperimentReference given, bool takesPatterns) => given switch
    {
        _ when GivenExperiment.ObjectOf(given) is { } experiment => [experiment],
        DataOfExperiment data => [data.For(command)],
        ExperimentsOfProject of => InProject(of.Project, new ExperimentQuery { HidesArchived = true }),
        NamedExperiment { IsPattern: false } named => [Named(named, Wildcard.Unescape(named.Prefix))],
        NamedExperiment pattern when takesPatterns => Fitting(pattern),
        // A command that takes no pattern can only mean the name as it is written.
        NamedExperiment literal when Exact(StoresOf(literal), literal.Prefix) is [var only] => [only],
        NamedExperiment => throw new ExperimentException(
            "WildcardNotAllowed",
            $"'{given}' may mean several experiments, and this command works on one.",
            $"Give the whole path, or use Get-MlDashExperiment '{given}' and the pipeline.{Wildcard.Hint(given.Prefix)}")
        { Target = given.Prefix },
        _ => [Original(given)],
    };

    /// <summary>The experiments of a project: where it was listed, unless the line says another place.</summary>
    public IEnumerable<Experiment> InProject(Project project, ExperimentQuery query)
    {
        var (stores, ofProject) = Scope(project, query);
        return In(stores, ofProject, command).Where(experiment => IsOf(project, experiment.Project));
    }

    /// <summary>Facts of those that a query asks for, each with the store that has it.</summary>
    /// <param name="project">The project they are of; null: any.</param>
    /// <param name="query">Which experiments.</param>
    /// <param name="column">The column that they are sorted by.</param>
    public IEnumerable<(ExperimentStore Store, RunFacts Run)> Facts(Project? project, ExperimentQuery query, RunColumn column)
    {
        var (stores, scope) = project is null ? (Stores, query) : Scope(project, query);
        return Each(stores, store => new RunSearch(scope).FactsAsync(store, column, command.Stopped), command)
            .Where(found => project is null || IsOf(project, found.Item.Experiment.Project));
    }

    private (ExperimentStore[] Stores, ExperimentQuery Query) Scope(Project project, ExperimentQuery query) => (
        root is null && server is null && ProjectPlaces.Of(project) is { } own ? [own] : Stores,
        project.Name.Length > 0 ? query with { Projects = [Wildcard.ForName(Wildcard.Escape(project.Name))] } : query);

    // Experiments without a project are listed as those of a project without a name.
    private static bool IsOf(Project project, string? name) => project.Name.Length > 0 || string.IsNullOrEmpty(name);

    /// <summary>The experiment of a copy, or of what was imported, at the place that it names.</summary>
    private Experiment Original(ExperimentReference copy)
    {
        if (command.Session.OpenAt(copy.Root, copy.Prefix) is { } open)
            return open;
        var store = Sessions.Stores.At(copy.Root, server);
        return AsyncBridge.Await(store.Reader.GetAsync(ExperimentPath.Recorded(copy.Prefix), command.Stopped)) is { } record
            ? command.Session.Live(store, record)
            : throw NotFound(copy.Prefix, store.Location);
    }

    private Experiment Named(NamedExperiment given, string name)
    {
        var stores = StoresOf(given);
        var place = given.Drive is not null ? stores[0].Location : root is null ? null : Sessions.Stores.FullPath(command.SessionState, root);
        if ((server is null || given.Drive is not null) && command.Session.OpenNamed(name, place) is { } open)
            return open;
        var found = Exact(stores, name);
        return found.Find(experiment => experiment.Prefix == name) ?? found switch
        {
            [] => throw NotFound(name, stores.Length == 0 ? "this folder" : string.Join(" and ", stores.Select(store => store.Location))),
            [var only] => only,
            _ => throw new ExperimentException(
                "ExperimentAmbiguous",
                $"'{name}' may mean any of {string.Join(", ", found.Take(5).Select(experiment => $"'{experiment.Prefix}'"))}.",
                "Give the whole path.")
            { Target = name },
        };
    }

    /// <summary>The experiments that a name may mean, whatever characters it holds.</summary>
    private List<Experiment> Exact(ExperimentStore[] stores, string name) =>
        [.. In(stores, new ExperimentQuery { Prefixes = [Wildcard.ForName(Wildcard.Escape(name))] }, command)];

    private IEnumerable<Experiment> Fitting(NamedExperiment pattern)
    {
        var any = false;
        var query = new ExperimentQuery { Prefixes = [Wildcard.ForName(pattern.Prefix)], HidesArchived = true };
        foreach (var experiment in In(StoresOf(pattern), query, command))
        {
            any = true;
            yield return experiment;
        }

        if (any)
            yield break;
        foreach (var experiment in Wildcard.MayBeName(pattern.Prefix) ? Exact(StoresOf(pattern), pattern.Prefix) : [])
        {
            any = true;
            yield return experiment;
        }

        // As everywhere in PowerShell, a pattern that fits nothing is not an error.
        if (!any)
            command.WriteVerbose($"No experiment fits '{pattern}'.{Wildcard.Hint(pattern.Prefix)}");
    }

    /// <summary>Where to look: in the drive that a path was written with, else where the command looks.</summary>
    private ExperimentStore[] StoresOf(NamedExperiment given) => given.Drive is { } drive ? [drive.OpenStore(command.SessionState)] : Stores;

    /// <summary>The experiments of some stores, as the session has them.</summary>
    public static IEnumerable<Experiment> In(IEnumerable<ExperimentStore> stores, ExperimentQuery query, MlDashCommand command) =>
        Each(stores, store => new RunSearch(query).FindAsync(store, command.Stopped), command).Select(found => command.Session.Live(found.Store, found.Item));

    /// <summary>What is read of some stores; what a store has skipped is shown while it is read.</summary>
    private static IEnumerable<(ExperimentStore Store, T Item)> Each<T>(
        IEnumerable<ExperimentStore> stores, Func<ExperimentStore, IAsyncEnumerable<T>> read, MlDashCommand command)
    {
        foreach (var store in stores)
        {
            foreach (var item in AsyncBridge.Pump(read(store)))
            {
                command.ShowWarnings(store.Warnings);
                yield return (store, item);
            }

            command.ShowWarnings(store.Warnings);
        }
    }

    private static ExperimentException NotFound(string name, string places) => new(
        "ExperimentNotFound",
        $"Experiment '{name}' was not found in {places}.",
        "Run Get-MlDashExperiment to list the experiments there are; -Root and -Remote choose where to look." + Wildcard.Hint(name))
    { Category = FaultCategory.ObjectNotFound, Target = name };
}
