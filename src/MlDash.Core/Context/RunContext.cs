using System.Collections.Specialized;

namespace MlDash.Context;

/// <summary>Gathers what is recorded about the surroundings of a run. No program is started, and all of it takes a bounded time.</summary>
public static class RunContext
{
    /// <summary>How long the search for changes of the work tree may take.</summary>
    public static readonly TimeSpan LongestSearch = TimeSpan.FromMilliseconds(200);

    /// <summary>The parts as metadata, each under its name; a part that is not there is left out.</summary>
    /// <param name="parts">Which parts.</param>
    /// <param name="folder">The current folder; null when it is none of the file system.</param>
    /// <param name="powerShell">The version of PowerShell; null when there is none.</param>
    /// <param name="ci">What the CI system says; null outside of CI systems.</param>
    /// <param name="key">What tells jobs of a matrix apart; null for none.</param>
    /// <param name="clock">The clock that bounds the search.</param>
    public static OrderedDictionary Gather(
        IReadOnlyCollection<ContextPart> parts, string? folder, string? powerShell, CIContext? ci, string? key, TimeProvider clock)
    {
        var context = new OrderedDictionary();
        if (parts.Contains(ContextPart.Ci) && ci is not null)
            context["ci"] = Members(ci, key);
        if (parts.Contains(ContextPart.Git) && folder is not null && Git(folder, clock) is { } git)
            context["git"] = git;
        if (parts.Contains(ContextPart.Host))
            context["host"] = HostFacts.Find(powerShell);
        return context;
    }

    /// <summary>What Git knows of a folder; null when it is in no work tree.</summary>
    internal static OrderedDictionary? Git(string folder, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        try
        {
            if (GitFolder.Around(folder) is not { } git)
                return null;
            var (commit, branch) = GitReferences.Head(git);
            var members = Given(("commit", commit), ("branch", branch), ("remote", GitConfig.RemoteUrl(git)));
            // Null says that it was looked for in vain, unlike a member that is not there.
            members["dirty"] = GitChanges.Find(git, commit, () => clock.GetElapsedTime(start) > LongestSearch);
            return members;
        }
        catch (Exception fault) when (BoundedFile.IsUnreadable(fault))
        {
            return null;
        }
    }

    private static OrderedDictionary Members(CIContext ci, string? key) => Given(
        ("system", ci.System),
        ("build_number", ci.BuildNumber),
        ("run_id", ci.RunId),
        ("attempt", ci.Attempt),
        ("job", ci.Job),
        ("job_id", ci.JobId),
        ("key", key),
        ("parallel_index", ci.ParallelIndex),
        ("workflow", ci.Workflow),
        ("branch", ci.Branch),
        ("tag", ci.Tag),
        ("commit", ci.Commit),
        ("pull_request", ci.PullRequest),
        ("base", ci.Base),
        ("actor", ci.Actor),
        ("event", ci.Event),
        ("repository", ci.Repository),
        ("run_url", ci.RunUrl));

    private static OrderedDictionary Given(params (string Name, object? Value)[] members)
    {
        var given = new OrderedDictionary();
        foreach (var (name, value) in members.Where(member => member.Value is not null))
            given[name] = value;
        return given;
    }
}
