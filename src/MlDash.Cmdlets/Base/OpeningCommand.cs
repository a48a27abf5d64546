using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Ci;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Context;
using MlDash.Experiments;
using MlDash.Identity;
using MlDash.Storage;
using MlDash.Storage.Outgoing;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Base;

/// <summary>Base of the commands that open an experiment: its path, its description and tags, and where it is stored.</summary>
public abstract partial class OpeningCommand : ServerCommand
{
    private ExperimentStore? _store;
    private string? _project;
    private readonly Lazy<CIContext?> _ci = new(CIReader.Read);

    /// <summary>
    /// Path of the experiment inside the project (or under the root, without one). Segments are joined by <c>/</c>; placeholders such as
    /// <c>{now:%Y-%m-%d}</c>, <c>{user}</c> and <c>{job_counter:03d}</c> are filled. Default: <c>ML_DASH_PREFIX</c>, else a name by user, day, script and time;
    /// in a CI system a name by repository, workflow, job and run.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PrefixCompleter))]
    [ExperimentPath]
    public virtual string? Prefix { get; set; }

    /// <summary>
    /// The project: the first folder under the root. With a slash it is the owner and the project: <c>ada/vision</c>. Default: <c>ML_DASH_PROJECT</c>, else the
    /// first folder of the prefix.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [PathText]
    public string? Project { get; set; }

    /// <summary>Folder between project and prefix.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FolderCompleter))]
    [PathText]
    public string? Folder { get; set; }

    /// <summary>Description of the experiment. If it is not given, an existing description stays.</summary>
    [Parameter]
    [Alias("Readme")]
    public string? Description { get; set; }

    /// <summary>Tags; they replace existing tags. If none are given, existing tags stay.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Tag { get; set; }

    /// <summary>Names that bind this experiment to others and to files; they replace existing bindrs.</summary>
    [Parameter]
    [Alias("Bindrs")]
    [ArgumentCompleter(typeof(BindrCompleter))]
    [NotNull(IsOptional = true)]
    public string[]? Bindr { get; set; }

    /// <summary>Metadata: names with any values; it replaces existing metadata.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>
    /// What is recorded about the surroundings of the run, as <c>context.host</c> and so on of the metadata: <c>Host</c>, the machine; <c>Git</c>, the work
    /// tree around the current folder; <c>Ci</c>, the job of a CI system. <c>None</c> records nothing of it. Default: <c>ML_DASH_CONTEXT</c>, else all of them.
    /// </summary>
    [Parameter]
    [NotNull]
    public ContextPart[]? Context { get; set; }

    /// <summary>
    /// What tells jobs of a matrix apart in a CI system, for example <c>linux-net8</c>. It becomes part of the default path, and <c>context.ci.key</c>. Outside
    /// of CI systems it is not used.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c>.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>
    /// Where the experiment is stored. Default: Hybrid with <c>-Remote</c> and <c>-Root</c>, Remote with <c>-Remote</c>, else Local. Remote and Hybrid without
    /// <c>-Remote</c> use the server of <c>ML_DASH_API_URL</c>, else that of the last login.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(ExperimentMode.Local), nameof(ExperimentMode.Remote), nameof(ExperimentMode.Hybrid))]
    public string? Mode { get; set; }

    /// <summary>Does not contact the server: records wait on this machine until Sync-MlDashExperiment sends them.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>
    /// Whether the experiment is protected. This run records logs, metrics and tracks until it is completed; parameters, files and later starts are refused
    /// until Set-MlDashExperiment lifts the protection.
    /// </summary>
    [Parameter]
    public SwitchParameter WriteProtected { get; set; }

    /// <summary>The file that gives an experiment its name when it has no prefix; null for none.</summary>
    private protected virtual string? NameSource => CallingScript.Of(MyInvocation);

    /// <summary>The path the experiment will have, placeholders filled.</summary>
    private protected ExperimentPath ResolvePath()
    {
        var settings = new UserSettings();
        var project = Project ?? Standing(Setting.Project);
        var template = new PrefixTemplate(project, NameSource, DateTime.Now, ActualMode == ExperimentMode.Local ? null : UserName);
        var given = Prefix ?? Standing(Setting.Prefix);
        if (given is null && _ci.Value is { } ci)
        {
            _project = project is null ? CIPrefix.Project(ci) : ProjectOf(template.Fill(project));
            return ExperimentPath.Parse($"{(project is null ? _project : template.Fill(project).Trim('/'))}/{CIPrefix.InProject(ci, Key)}");
        }

        var place = project is null && given is not null ? null : template.Fill("{project}");
        _project = place is null ? null : ProjectOf(place);
        if (given is null)
            return ExperimentPath.Parse($"{place!.Trim('/')}/{template.Fill(PrefixTemplate.InProject)}");
        var path = ExperimentPath.Of(place, Folder, template.Fill(given));
        // A folder may hold the experiment already, under a name of another tool. For a server it is made in the spool: the name is checked at once.
        return ActualMode == ExperimentMode.Remote ? ExperimentPath.Parse(path.Value) : path;

        string? Standing(Setting setting) => settings.Text(setting) is { } text ? PathText.Of(text) : null;
    }

    /// <summary>Where the experiment is kept.</summary>
    private protected ExperimentStore Store => _store ??= OpenStore();

    private ExperimentMode ActualMode => Mode is not null ? Enum.Parse<ExperimentMode>(Mode, ignoreCase: true)
        : Remote is null && !Offline ? ExperimentMode.Local
        : Root is null ? ExperimentMode.Remote
        : ExperimentMode.Hybrid;

    /// <summary>The path of the experiment in the store.</summary>
    private protected ExperimentPath Place(ExperimentPath path) => Await(Store.Recorder.PlaceAsync(path, _project, CancelToken));

    /// <summary>Opens the experiment and makes it the current one.</summary>
    private protected Experiment Open(ExperimentPath path)
    {
        var change = new ExperimentChange
        {
            Description = Description,
            Tags = Tag,
            Bindrs = Bindr,
            Metadata = Metadata,
            Context = GatherContext(),
            WriteProtected = WriteProtected ? true : null,
        };
        var place = Place(path);
        var experiment = OpenPlaces.Start(
            Store, place, Session, () => Await(MlDash.Experiment.StartAsync(Store, place, _project, change, Recording(), CancelToken)));
        ShowWarnings(experiment.Warnings);
        Session.Push(experiment);
        return experiment;
    }

    private OrderedDictionary GatherContext()
    {
        var parts = Context ?? ContextParts.Parse(new UserSettings().Text(Setting.Context) ?? string.Empty) ?? ContextParts.Default;
        if (!ContextParts.IsClear(parts))
            throw new ConfigurationException("ContextUnclear", "The context None cannot be combined with others.", "Give None alone, or leave it out.");
        var version = (SessionState.PSVariable.GetValue("PSVersionTable") as IDictionary)?["PSVersion"]?.ToString();
        return RunContext.Gather(parts, SessionState.Path.CurrentFileSystemLocation.ProviderPath, version, _ci.Value, Key, TimeProvider.System);
    }

    private ExperimentStore OpenStore() => ActualMode switch
    {
        ExperimentMode.Local => Stores.ToWrite(this, Root),
        ExperimentMode.Remote => new RemoteExperimentStore(ServerAddress(), Credentials.Of(ApiKeyText, UserName), Sending(), Offline).ToStore(),
        _ => HybridStore.Open(Stores.RootToWrite(this, Root), ServerAddress(), Credentials.Of(ApiKeyText, UserName), Sending(), Offline),
    };

    /// <summary>Of <c>owner/project</c>, as the Python SDK places experiments, the project.</summary>
    private static string ProjectOf(string place) => PathText.Of(place).Trim('/').Split('/') is [_, var project, ..] ? project : place.Trim('/');
}
