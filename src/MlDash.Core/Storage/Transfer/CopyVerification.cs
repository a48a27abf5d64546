using MlDash.Experiments;
using MlDash.Storage.Local;
using MlDash.Storage.Remote;

namespace MlDash.Storage.Transfer;

/// <summary>Whether an experiment on this machine and its copy on a server hold the same, by their receipts.</summary>
public static class CopyVerification
{
    private const int MostNamed = 5;

    /// <summary>Compares both.</summary>
    /// <param name="server">The server.</param>
    /// <param name="local">What reads the experiment on this machine.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="target">Its path on the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ExperimentException"><c>ExperimentNotFound</c>.</exception>
    public static async Task<ReceiptComparison> CompareAsync(
        this RemoteExperimentStore server, IExperimentReader local, ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken)
    {
        var here = await local.ReadReceiptAsync(path, cancellationToken).ConfigureAwait(false);
        var there = await server.ReadReceiptAsync(target, cancellationToken).ConfigureAwait(false);
        return new(here, there, server.Location);
    }

    /// <summary>Makes sure that both hold the same.</summary>
    /// <returns>The digest of both.</returns>
    /// <exception cref="ExperimentException"><c>CopyDiffers</c>, <c>ExperimentNotFound</c>.</exception>
    public static async Task<string> VerifyAsync(
        this RemoteExperimentStore server, IExperimentReader local, ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken)
    {
        var comparison = await server.CompareAsync(local, path, target, cancellationToken).ConfigureAwait(false);
        if (comparison.IsSame)
            return comparison.Digest;
        var named = string.Join("; ", comparison.Differences.Take(MostNamed));
        var more = comparison.Differences.Count > MostNamed ? $"; and {comparison.Differences.Count - MostNamed} more parts" : "";
        throw new ExperimentException(
            "CopyDiffers",
            $"Experiment '{path}' is not the same on this machine and on {server.Location}: {named}{more}.",
            "Nothing was removed. Run Compare-MlDashExperiment -With Server to list all parts that differ.")
        { Category = FaultCategory.InvalidData, Target = path.Value };
    }

    /// <summary>Removes the copy on this machine, if it is still what was compared.</summary>
    /// <param name="server">The server.</param>
    /// <param name="local">Where the copy is.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="target">Its path on the server.</param>
    /// <param name="cancellationToken">Ends it; once it is being removed, it is.</param>
    /// <returns>The digest of both, and the bytes that are free now.</returns>
    /// <exception cref="ExperimentException">
    /// <c>CopyDiffers</c>, <c>ExperimentNotFound</c>, <c>ExperimentRunning</c>, <c>ExperimentWriteProtected</c>; <c>Stale</c>: it was changed meanwhile.
    /// </exception>
    public static async Task<(string Digest, long Freed)> RemoveVerifiedAsync(
        this RemoteExperimentStore server, LocalExperimentStore local, ExperimentPath path, ExperimentPath target, CancellationToken cancellationToken)
    {
        var before = await RequireEndedAsync(local, path, cancellationToken).ConfigureAwait(false);
        var digest = await server.VerifyAsync(local, path, target, cancellationToken).ConfigureAwait(false);
        var after = await RequireEndedAsync(local, path, cancellationToken).ConfigureAwait(false);
        if (after.UpdatedAt != before.UpdatedAt || after.Runs.Length != before.Runs.Length)
            throw ExperimentErrors.Stale(path);
        return (digest, await local.DeleteAsync(path, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<ExperimentRecord> RequireEndedAsync(LocalExperimentStore local, ExperimentPath path, CancellationToken cancellationToken)
    {
        var record = await local.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw ExperimentErrors.NotFound(path);
        return record.Status is ExperimentStatus.Running ? throw ExperimentErrors.Running(path) : record;
    }
}
