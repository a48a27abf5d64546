using System.Management.Automation;
using MlDash.Storage.Outgoing;

namespace MlDash.Cmdlets.Base;

/// <summary>The bar of a whole experiment that goes to a server or comes from one. How much there is altogether, nobody knows before the end.</summary>
internal sealed class CountProgress(Cmdlet command, string activity) : WorkProgress(command, activity), IProgress<TransferCounts>
{
    private volatile TransferCounts _counts = new();

    /// <summary>Begins with another experiment.</summary>
    public CountProgress Start(string name)
    {
        _counts = new();
        Restart(name);
        return this;
    }

    public void Report(TransferCounts value) => _counts = value;

    protected override WorkState Now(double seconds)
    {
        var counts = _counts;
        var records = counts.Logs + counts.Points + counts.TrackEntries;
        return new($"{Name}: {records:N0} records, {records / seconds:N0} a second, {counts.Files:N0} files, {counts.Bytes / 1e6:N0} MB");
    }
}
