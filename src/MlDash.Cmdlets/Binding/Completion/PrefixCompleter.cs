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
            return request.FindUnsent().Select(recording => new CompletedName(recording.Target.Value, () => $"Not all of it is on {recording.Server} yet"));
        return request.Stores.SelectMany(store => Starts(request).Select(start => Below(store, start, request, word).ToList()).FirstOrDefault(names => names.Count > 0) ?? []);
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
        var parent = Join(start, word.Folder) is { } path ? ExperimentPath.Parse(path) : null;
        var names = store.ListFolders(parent).Order(StringComparer.Ordinal).Select(inner => Join(word.Folder, inner)!);
        foreach (var name in word.Fitting(names, name => name))
        {
            var at = ExperimentPath.Parse(Join(start, name)!);
            if (ShowsExperiments && store.Holds(at) && NameOf(store, at, name, request) is { } experiment)
                yield return experiment;
            if (store.ListFolders(at).Any())
                yield return new CompletedName(name + '/', () => $"Experiments in {at}", at.Name + '/', HoldsMore: true);
        }
    }

    /// <summary>An experiment with what is known of it, as long as there is time; null when it is damaged.</summary>
    private static CompletedName? NameOf(LocalExperimentStore store, ExperimentPath at, string name, CompletionRequest request)
    {
        if (!request.HasTimeForTips)
            return new CompletedName(name, Shown: at.Name);
        return ReadIfWhole(store, at) is { } record ? new CompletedName(name, () => CompletionTips.Of(record), at.Name) : null;
    }

    /// <summary>What the store knows of an experiment; null when it is none, or damaged.</summary>
    private static ExperimentRecord? ReadIfWhole(LocalExperimentStore store, ExperimentPath path)
    {
        try
        {
            return store.GetAsync(path, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (MlDashException)
        {
            // One that cannot be read cannot be used either, and hides no other.
            return null;
        }
    }

    private static string? Join(string? folder, string? name) => folder is null ? name : name is null ? folder : $"{folder.TrimEnd('/')}/{name}";
}
