using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using MlDash.Cmdlets.Sessions;
using MlDash.Experiments;
using MlDash.Storage.Local;
using MlDash.Storage.Outgoing;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>What is completed, and which data the line means: that of this machine, else of a server that answers at once.</summary>
internal sealed partial class CompletionRequest(string commandName, string parameterName, CommandAst command, IDictionary bound)
{
    /// <summary>How long a completer may look for names. What it has found by then is shown.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Time budget for loading tooltips; later names are shown without one.</summary>
    private static readonly TimeSpan _patienceForTips = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<ExperimentPath, RunFacts> _nothing = [];

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private SessionState? _session;
    private Type? _cmdlet;

    /// <summary>Whether it is time to show the names found so far.</summary>
    public bool IsLate => _elapsed.Elapsed > _patience;

    /// <summary>Whether the time budget still allows loading tooltips.</summary>
    public bool HasTimeForTips => _elapsed.Elapsed < _patienceForTips;

    /// <summary>Whether the parameter is declared to take wildcards.</summary>
    public bool ParameterTakesPattern => Cmdlet?.GetProperty(parameterName)?.IsDefined(typeof(SupportsWildcardsAttribute)) == true;

    /// <summary>A word as the parameter reads it: where it takes a path of an experiment, that path, and where it takes another, with <c>/</c> in it.</summary>
    /// <param name="word">The word, with the quotes that it begins with.</param>
    public string Read(string word)
    {
        if (Cmdlet?.GetProperty(parameterName) is not { } property)
            return word;
        if (property.IsDefined(typeof(LiveExperimentAttribute)) || property.IsDefined(typeof(ExperimentPathAttribute)))
        {
            var quote = word is ['\'' or '"', ..] ? word[..1] : string.Empty;
            return quote + ExperimentPathText.Read(word[quote.Length..], SessionState).Path.TrimStart('/');
        }

        return property.IsDefined(typeof(PathTextAttribute)) ? PathText.Of(word) : word;
    }

    /// <summary>Whether the line is about a server instead of this machine.</summary>
    public bool IsAtServer => Cmdlet?.GetProperty("Remote") is not null
        && !Cmdlet.IsDefined(typeof(NamesLocalExperimentsAttribute))
        && (Cmdlet.GetProperty("Root") is null || (!Has("Root") && (Has("Remote") || Has("UserName") || Has("ApiKey"))));

    /// <summary>
    /// Whether the command begins experiments, and so means the one root it would write to, and a prefix inside <c>-Project</c> and <c>-Folder</c>.
    /// </summary>
    public bool BeginsExperiment => Cmdlet?.GetProperty("Folder") is not null;

    /// <summary>The stores of this machine that the line means; none when that is not known before it runs.</summary>
    public IEnumerable<LocalExperimentStore> Stores
    {
        get
        {
            if (IsUnknown("Root"))
                return [];
            var root = Text("Root");
            var roots = BeginsExperiment ? [Sessions.Stores.RootToWrite(SessionState, root)] : Sessions.Stores.RootsToRead(SessionState, root);
            return roots.Select(folder => new LocalExperimentStore(folder));
        }
    }

    /// <summary>The session of this runspace; it holds the meaning of paths and variables.</summary>
    public SessionState SessionState => _session ??= FindSession();

    private Type? Cmdlet => _cmdlet ??= Array.Find(
        typeof(CompletionRequest).Assembly.GetExportedTypes(),
        type => type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet
            && ($"{cmdlet.VerbName}-{cmdlet.NounName}".Equals(commandName, StringComparison.OrdinalIgnoreCase)
                || type.GetCustomAttribute<AliasAttribute>()?.AliasNames.Contains(commandName, StringComparer.OrdinalIgnoreCase) == true));

    /// <summary>Whether the line gives a parameter or switch.</summary>
    public bool Has(string name) => bound.Contains(name);

    /// <summary>Whether the line gives a parameter something that is not known before it runs, such as <c>"$folder/name"</c>.</summary>
    private bool IsUnknown(string name) => !Has(name) && StaticParameterBinder.BindCommand(command).BoundParameters.ContainsKey(name);

    /// <summary>The texts that the line gives a parameter; none when they are not known before it runs.</summary>
    public string[] Texts(string name) => Bare(bound[name]) switch
    {
        string text => [text],
        IEnumerable many => [.. many.Cast<object?>().Select(Bare).OfType<string>()],
        _ => [],
    };

    /// <summary>The one text that the line gives a parameter.</summary>
    public string? Text(string name) => Texts(name) is [{ Length: > 0 } only] ? only : null;

    /// <summary>The experiment that the line means, where it is kept on this machine; null when there is none.</summary>
    public (LocalExperimentStore Store, ExperimentPath Path)? FindExperiment() => Experiment is { } experiment ? PlaceOf(experiment) : null;

    /// <summary>The experiment given, that of the pipeline, or the current one.</summary>
    public Experiment? Experiment => Bare(bound["Experiment"]) switch
    {
        ExperimentReference given when GivenExperiment.ObjectOf(given) is { } experiment => experiment,
        not null when Texts("Experiment") is [{ Length: > 0 } first, ..] => Named(ExperimentPathText.Read(first, SessionState).Path.Trim('/')),
        _ => IsUnknown("Experiment") ? null : PipelineSource.Find(command, this) ?? Session.Standing?.Current,
    };

    /// <summary>Experiments of the stores, until it is late; damaged ones are left out.</summary>
    public IEnumerable<ExperimentRecord> FindExperiments() =>
        Stores.SelectMany(store => store.FindAsync(new ExperimentQuery(), CancellationToken.None).ToBlockingEnumerable()).TakeWhile(_ => !IsLate);

    /// <summary>Facts of the experiments that the line means, until it is late.</summary>
    public IEnumerable<RunFacts> FindFacts() => IsAtServer ? FactsOnServer()
        : Stores.SelectMany(store => store.ReadFactsAsync(new(), _nothing, CancellationToken.None).ToBlockingEnumerable()).TakeWhile(_ => !IsLate);

    /// <summary>Whether the command is about files.</summary>
    public bool IsAboutFiles => Cmdlet?.GetCustomAttribute<CmdletAttribute>()?.NounName.StartsWith("MlDashFile", StringComparison.Ordinal) == true;

    /// <summary>Files of the experiment.</summary>
    public IEnumerable<FileEntry> FindFiles() => FindExperiment() is var (store, path)
        ? store.FindFilesAsync(path, new FileQuery(), CancellationToken.None).ToBlockingEnumerable()
        : AskOfExperiment("files", (server, at, token) => server.FindFilesAsync(at, new FileQuery(), token));

    /// <summary>Tracks of the experiment.</summary>
    public IEnumerable<TrackInfo> FindTracks() => FindExperiment() is var (store, path)
        ? store.DescribeTracksAsync(path, null, CancellationToken.None).ToBlockingEnumerable()
        : AskOfExperiment("tracks", (server, at, token) => server.DescribeTracksAsync(at, null, token));

    /// <summary>What this machine knows of experiments that the server of the line has, or will have.</summary>
    public IEnumerable<UnsentRecording> FindUnsent()
    {
        var server = Text("Remote") is { } given ? Servers.Address(given) : null;
        return UnsentRecording.All().Where(recording => server is null || recording.Server == server);
    }

    /// <summary>What lies behind PowerShell's wrapper.</summary>
    public static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The open experiment of a path, else the first on this machine that it fits.</summary>
    private Experiment? Named(string path)
    {
        if (Session.Standing?.OpenNamed(path, null) is { } open)
            return open;
        if (IsAtServer)
            return null;
        var query = new ExperimentQuery { Prefixes = [Wildcard.ForName(path)], First = 1 };
        return Stores
            .SelectMany(store => store.FindAsync(query, default).ToBlockingEnumerable().Select(record => new Experiment(store.ToStore(), record)))
            .FirstOrDefault();
    }

    private static (LocalExperimentStore Store, ExperimentPath Path)? PlaceOf(Experiment experiment)
    {
        if (experiment.Folder is not null)
            return (new LocalExperimentStore(experiment.Root), experiment.Stored.Path);
        var unsent =
            UnsentRecording.All().FirstOrDefault(recording => recording.Server.AbsoluteUri == experiment.Root && recording.Target == experiment.Stored.Path);
        return unsent is null ? null : (unsent.Local, unsent.Path);
    }

    private static SessionState FindSession()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return (SessionState)shell.AddScript("$ExecutionContext.SessionState").Invoke()[0].BaseObject;
    }
}
