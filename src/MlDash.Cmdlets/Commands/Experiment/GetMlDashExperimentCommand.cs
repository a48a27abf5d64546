using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Comparing;
using MlDash.Experiments;
using MlDash.Filtering;
using MlDash.Storage;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Finds experiments. They come as they are found, in the order of their paths; with <c>-First</c> the newest come first.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashExperiment", DefaultParameterSetName = FindSet)]
[OutputType(typeof(Experiment))]
public sealed class GetMlDashExperimentCommand : ServerCommand
{
    private const string FindSet = "Find";
    private const string CurrentSet = "Current";

    private RunFilter? _filter;
    private RunColumn? _sort;
    private readonly List<(ExperimentStore Store, RunFacts Run)> _sorted = [];

    /// <summary>Path under the root, or inside the project; wildcards are allowed. Segments are joined by <c>/</c> or <c>\</c>.</summary>
    [Parameter(Position = 0, ParameterSetName = FindSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ExperimentPath]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <summary>Paths to leave out; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [ExperimentPath]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [NotNull]
    public string[] Exclude { get; set; } = [];

    /// <summary>
    /// A project of Get-MlDashProject, whose experiments are found, or an experiment or data of one, which is found again where it is stored.
    /// </summary>
    [Parameter(ParameterSetName = FindSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Experiment")]
    [ExperimentSource]
    public object? InputObject { get; set; }

    /// <summary>Project; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = FindSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [NotNull(IsOfObjects = true)]
    public string[]? Project { get; set; } = [];

    /// <summary>Name, the last segment of the path; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentNameCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <summary>Names, or with a <c>/</c> paths, without wildcards.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [ArgumentCompleter(typeof(ExperimentNameCompleter))]
    [NotNull]
    [ExperimentPath]
    public string[] LiteralName { get; set; } = [];

    /// <summary>Tags the experiment must all have; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("Tags")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull]
    public string[] Tag { get; set; } = [];

    /// <summary>Bindrs the experiment must all have; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("Bindrs")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull]
    public string[] Bindr { get; set; } = [];

    /// <summary>States to find; one must hold.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [NotNull]
    public ExperimentStatus[] Status { get; set; } = [];

    /// <summary>Returns archived experiments, too. Those that are named without wildcards, or asked for by <c>-Status</c>, are always returned.</summary>
    [Parameter(ParameterSetName = FindSet)]
    public SwitchParameter IncludeArchived { get; set; }

    /// <summary>
    /// Which experiments, by what they are, their parameters and metrics: <c>params.lr &lt; 0.01 and metrics.val.loss.min &lt; 0.3</c>. See
    /// about_MlDash_Filters.
    /// </summary>
    [Parameter(ParameterSetName = FindSet)]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>
    /// What to sort by: <c>name</c>, <c>started</c>, <c>duration</c> and other words, <c>params.lr</c>, or <c>metrics.val.loss.min</c>. Experiments without
    /// a value come last.
    /// </summary>
    [Parameter(ParameterSetName = FindSet)]
    [ArgumentCompleter(typeof(RunColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Sort { get; set; }

    /// <summary>Sorts in descending order: large values, or late times, come first.</summary>
    [Parameter(ParameterSetName = FindSet)]
    public SwitchParameter Descending { get; set; }

    /// <summary>The earliest time of the latest start: a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("From", "After")]
    [Moment(TakesAgo = true)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The latest time of the latest start: a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("To", "Before")]
    [Moment(TakesAgo = true)]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Maximum number of experiments: the newest, or with <c>-Sort</c> the first of that order.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("Newest")]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumber]
    public int? First { get; set; }

    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter(ParameterSetName = FindSet)]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The experiment that commands without <c>-Experiment</c> mean; nothing when none is open.</summary>
    [Parameter(ParameterSetName = CurrentSet, Mandatory = true)]
    public SwitchParameter Current { get; set; }

    /// <inheritdoc />
    protected override void Begin()
    {
        RefuseNullProject();
        // A text that cannot be read is one error, before anything is searched.
        _filter = Filter is null ? null : RunFilter.Parse(Filter);
        _sort = Sort is null ? null : RunColumn.Parse(Sort);
        if (Descending && _sort is null)
            throw new ConfigurationException(
                "SortMissing", "-Descending says in which direction -Sort sorts, and -Sort is missing.", "Add -Sort, such as -Sort metrics.val.loss.min.");
    }

    /// <inheritdoc />
    protected override void Process()
    {
        if (!Current)
            Find();
        else if (Session.Current is { } current)
            WriteObject(current);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        var order = new RunTableQuery { Sort = _sort, Descending = Descending, First = First ?? int.MaxValue };
        var arranged = order.Arrange(_sorted, found => found.Run).ToList();
        var records = arranged.GroupBy(found => found.Store, found => found.Run)
            .ToDictionary(of => of.Key, of => Await(RunSearch.WholeAsync(of.Key, [.. of], CancelToken)));
        foreach (var (store, run) in arranged)
        {
            if (records[store].GetValueOrDefault(run.Experiment.Path) is { } record)
                WriteObject(Session.Live(store, record));
        }

        base.Finish();
    }

    private void Find()
    {
        var source = InputObject as Project;
        if (InputObject is ExperimentReference again)
        {
            WriteObject(Reread(again));
            return;
        }

        // An object without a project says by its path what is meant.
        if (source is null && Prefix.Length == 0)
            RefuseNullProject();
        var query = new ExperimentQuery
        {
            Prefixes = Patterns(Prefix),
            Excluded = Patterns(Exclude),
            Projects = Patterns(source is null ? Project ?? [] : []),
            Tags = Patterns(Tag),
            Bindrs = Patterns(Bindr),
            Statuses = Status,
            Since = Since,
            Until = Until,
            HidesArchived = !IncludeArchived,
            Where = _filter,
            Order = First is null || _sort is not null ? ExperimentOrder.Path : ExperimentOrder.Newest,
            First = _sort is null ? First : null,
        };
        if (_filter?.IsOfRecords == false || _sort?.IsOfRecords == false)
            WriteThrough();
        string[] asked = [.. Prefix, .. Name, .. LiteralName.Select(Wildcard.Escape)];
        var missing = asked.Where(text => !Wildcard.HasWildcard(text)).Select(Wildcard.ForName).ToList();
        if (!Write(query, Name, source, missing) && asked.Any(Wildcard.MayBeName))
            Write(query with { Prefixes = Patterns(AsNames(Prefix)) }, AsNames(Name), source, missing);

        foreach (var name in missing.Select(pattern => Wildcard.Unescape(pattern.Pattern)))
            Report(new ExperimentException(
                "ExperimentNotFound",
                $"No experiment '{name}' matches all filters.",
                "Run Get-MlDashExperiment to list the experiments there are." + Wildcard.Hint(name))
            { Category = FaultCategory.ObjectNotFound, Target = name });
    }

    /// <summary>What was recorded here is asked for like all else.</summary>
    private void WriteThrough()
    {
        foreach (var open in Session.Open.Where(open => open.IsOpen))
        {
            Await(open.WriteThroughAsync(CancelToken));
            WriteQueued(open);
        }
    }

    /// <summary>Returns what was found, or keeps it to be sorted; whether that was anything.</summary>
    private bool Write(ExperimentQuery query, string[] names, Project? source, List<Wildcard> missing)
    {
        var any = false;
        if (_sort is null)
        {
            foreach (var experiment in Found(query, names, source))
            {
                Note(experiment.Stored);
                WriteObject(experiment);
            }
        }
        else
        {
            var finder = new ExperimentFinder(this, Root, ServerIfMeant());
            foreach (var found in ByName(query, names).SelectMany(one => finder.Facts(source, one, _sort)).Where(found => IsMeant(query, found.Run.Experiment)))
            {
                Note(found.Run.Experiment);
                _sorted.Add(found);
            }
        }

        return any;

        void Note(ExperimentRecord record)
        {
            any = true;
            missing.RemoveAll(pattern => pattern.IsMatch(record.Name) || ExperimentQuery.IsAt(pattern, record.Path.Value, record.Project));
        }
    }

    private void RefuseNullProject()
    {
        if (Project is null)
            throw new ExperimentException("ValueIsNull", "The value of -Project is null.", "Check the variable it comes from, or leave the parameter out.");
    }

    private IEnumerable<Experiment> Found(ExperimentQuery query, string[] names, Project? source)
    {
        var finder = new ExperimentFinder(this, Root, ServerIfMeant());
        var found = ByName(query, names).SelectMany(one => source is null ? finder.Matching(one) : finder.InProject(source, one))
            .Where(experiment => IsMeant(query, experiment.Stored));
        return First is { } first ? found.OrderByDescending(experiment => ExperimentQuery.MomentOf(experiment.Stored)).Take(first) : found;
    }

    private static bool IsMeant(ExperimentQuery query, ExperimentRecord record) =>
        query.Prefixes.Length == 0 || query.Prefixes.Any(prefix => ExperimentQuery.IsAt(prefix, record.Path.Value, record.Project));

    private static string[] AsNames(string[] patterns) => Array.ConvertAll(patterns, text => Wildcard.MayBeName(text) ? Wildcard.Escape(text) : text);

    /// <summary>The query for the names, and the one for the literal names that are paths: no name holds a slash.</summary>
    private IEnumerable<ExperimentQuery> ByName(ExperimentQuery query, string[] given)
    {
        var paths = Array.FindAll(LiteralName, name => name.Contains('/', StringComparison.Ordinal));
        var names = Wildcard.All(given, [.. LiteralName.Except(paths)]);
        if (names.Length > 0 || paths.Length == 0)
            yield return query with { Names = Patterns(names) };
        if (paths.Length > 0)
            yield return query with { Prefixes = Patterns([.. paths.Select(Wildcard.Escape)]) };
    }

    private Experiment Reread(ExperimentReference given)
    {
        if (GivenExperiment.ObjectOf(given) is not { } experiment)
            return new ExperimentFinder(this, server: ServerIfMeant()).Find(given, takesPatterns: true).First();
        if (Session.OpenAt(experiment.Root, experiment.Prefix) is { } open)
            return open;
        var store = MlDash.Experiment.StoreOf(experiment);
        return Await(store.Reader.GetAsync(experiment.Stored.Path, CancelToken)) is { } record
            ? new Experiment(store, record)
            : throw new ExperimentException(
                "ExperimentNotFound", $"Experiment '{experiment}' is no longer in {experiment.Root}.", "Run Get-MlDashExperiment to list the existing ones.")
            { Category = FaultCategory.ObjectNotFound, Target = experiment.Prefix };
    }

    private static Wildcard[] Patterns(string[] texts) => [.. texts.Select(Wildcard.ForName)];
}
