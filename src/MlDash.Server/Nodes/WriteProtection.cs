using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Nodes;

/// <summary>
/// What a write-protected experiment still takes. The run whose own open asked for the protection keeps recording until it ends. A run that was open
/// when somebody else set it may finish: the older client sends refused logs and points forever, so these are taken until the run ends, and so is its end.
/// All else only lifts the protection.
/// </summary>
internal static class WriteProtection
{
    private static readonly string[] _endOfRun = ["status", "startedAt", "endedAt", "error", "writeProtected"];

    /// <summary>Refuses to change what an experiment holds: its parameters, files, folders and tracks.</summary>
    /// <exception cref="ApiException">403: it is protected.</exception>
    public static void RefuseContent(NodeDocument? experiment)
    {
        if (experiment?.Run is { WriteProtected: true } run && !IsOfItsOwnRun(run))
            throw Refused(experiment.Name);
    }

    /// <summary>Refuses logs and points.</summary>
    /// <exception cref="ApiException">403: it is protected, and no run is under way.</exception>
    public static void RefuseBatch(NodeDocument experiment)
    {
        if (experiment.Run is { WriteProtected: true, Status: not RunStatus.Running })
            throw Refused(experiment.Name);
    }

    /// <summary>Refuses a change of the experiment's own record; one that changes nothing is none.</summary>
    /// <exception cref="ApiException">403: it is protected.</exception>
    public static void RefusePatch(NodeDocument experiment, NodeDocument patched, IReadOnlyDictionary<string, RawJson> given)
    {
        if (experiment.Run is not { WriteProtected: true } run || given.Flag("writeProtected") == false || IsOfItsOwnRun(run))
            return;
        if (run.Status == RunStatus.Running && given.Keys.All(_endOfRun.Contains))
            return;
        if (patched with { UpdatedAt = experiment.UpdatedAt } != experiment)
            throw Refused(experiment.Name);
    }

    /// <summary>Refuses to delete an experiment, or to open it again.</summary>
    /// <exception cref="ApiException">403: it is protected.</exception>
    public static void RefuseAll(NodeDocument? experiment)
    {
        if (experiment?.Run is { WriteProtected: true })
            throw Refused(experiment.Name);
    }

    private static bool IsOfItsOwnRun(ExperimentState run) => run is { OpenedProtected: true, Status: RunStatus.Running };

    private static ApiException Refused(string name) =>
        ApiException.WriteProtected($"Experiment '{name}' is write-protected. PATCH its node with \"writeProtected\": false to change it or to open it again.");
}
