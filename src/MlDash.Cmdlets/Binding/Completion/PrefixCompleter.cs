using MlDash.Cmdlets.Waiting;
using MlDash.Storage.Local;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes paths of experiments, segment by segment: only the folder the word stands in is looked into.</summary>
public class PrefixCompleter : NameCompleter
{
    /// <summary>Whether experiments are shown, or only the folders above them.</summary>
    private protected virtual bool ShowsExperiments => true;

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        if (request.IsAtServer)
        {
            var unsent = request.FindUnsent()
                .Select(recording => new CompletedName(recording.Target.Value, () => $"Not all of it is on {recording.Server} yet"));
            return request.BeginsExperiment || !ShowsExperiments
                ? unsent
                : unsent.Concat(request.FindOnServer().Select(record => new CompletedName(record.Path.Value, () => CompletionTips.Of(record))));
        }

        return request.Stores.SelectMany(store => Starts(request)
            .Select(start => Below(store, start, request, word).ToList())
            .FirstOrDefault(names => names.Count > 0) ?? []);
    }

    /// <summary>Paths under the root from which the word may count; the first that leads to something does.</summary>
    private protected virtual IEnumerable<string?> Starts(CompletionRequest request)
    {
        var project = request.Text("Project");
        if (request.BeginsExperiment)
            return [Join(project, request.Text("Folder"))];
        return project is null ? [null] : [project, null];
    }

    private IEnumerable<CompletedName> Below(LocalExperimentStore store, string? start, CompletionRequest request, CompletedWord word)
    {
        var parent = Join(start, word.Folder) is { } path ? ExperimentPath.Recorded(path) : null;
        var names = store.ListFolders(parent).Order(StringComparer.Ordinal).Select(inner => Join(word.Folder, inner)!);
        return word.Fitting(names, name => name).SelectMany(name => At(store, start, name, request));
    }

    /// <summary>What a name leads to: an experiment, a folder of others, or both. What cannot be read cannot be used either, and hides no other.</summary>
    private List<CompletedName> At(LocalExperimentStore store, string? start, string name, CompletionRequest request)
    {
        List<CompletedName> found = [];
        try
        {
            var at = ExperimentPath.Recorded(Join(start, name)!);
            if (store.ListFolders(at).Any() && (at.MayBeMade || HoldsExperiments(store, at)))
                found.Add(new CompletedName(name + '/', () => $"Experiments in {at}", at.Name + '/', HoldsMore: true));
            if (ShowsExperiments && store.Holds(at))
                found.Insert(0, new CompletedName(name, TipOf(store, at, request), at.Name));
        }
        catch (Exception unusable) when (unusable is MlDashException or IOException or UnauthorizedAccessException)
        {
            // An illegal name, a link that leads out of the root, a damaged document, a folder nobody may look into.
        }

        return found;
    }

    /// <summary>Whether a folder of a name that is never given here holds experiments of another tool.</summary>
    private static bool HoldsExperiments(LocalExperimentStore store, ExperimentPath path) =>
        store.FindAsync(new ExperimentQuery { Under = path, First = 1 }, CancellationToken.None).ToBlockingEnumerable().Any();

    /// <summary>The tooltip of an experiment, as long as there is time to load it.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    private static Func<string?>? TipOf(LocalExperimentStore store, ExperimentPath path, CompletionRequest request) =>
        request.HasTimeForTips && AsyncBridge.Await(store.GetAsync(path, CancellationToken.None)) is { } record ? () => CompletionTips.Of(record) : null;

    private static string? Join(string? folder, string? name) => folder is null ? name : name is null ? folder : $"{folder.TrimEnd('/')}/{name}";
}
