using System.Management.Automation;
using MlDash.Storage.Checking;

namespace MlDash.Cmdlets.Base;

/// <summary>The bar of a check. How much there is altogether, nobody knows before the end.</summary>
internal sealed class CheckProgress(Cmdlet command) : WorkProgress(command, "Checking experiments")
{
    private StoreCheckCounts _counts = new();

    /// <summary>Begins with another store.</summary>
    public CheckProgress Start(StoreCheckCounts counts)
    {
        _counts = counts;
        Restart(string.Empty);
        return this;
    }

    protected override WorkState Now(double seconds) =>
        new($"{_counts.Current}: {_counts.Experiments:N0} experiments, {_counts.Files:N0} files, {_counts.Bytes / 1e6:N0} MB, {_counts.Bytes / 1e6 / seconds:N0} MB/s");
}
