using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage;
using MlDash.Storage.Local;

namespace MlDash.Cmdlets.Commands;

/// <summary>Moves experiments from the recycle bin back to where they were, or to another path.</summary>
[Cmdlet(VerbsData.Restore, "MlDashExperiment", SupportsShouldProcess = true, DefaultParameterSetName = PrefixSet)]
[OutputType(typeof(Experiment))]
public sealed class RestoreMlDashExperimentCommand : RecycleBinCommand
{
    private const string PrefixSet = "Prefix";
    private const string EntrySet = "Entry";

    /// <summary>The path that the experiment had; wildcards are allowed. Of several that had one path, the last removed is restored.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PrefixSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <summary>An entry of the bin, as returned by Get-MlDashRecycleBin.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = EntrySet)]
    [ValidateNotNull]
    [NotNull]
    public RecycledExperiment? Entry { get; set; }

    /// <summary>The path to restore it to. Default: the path it had.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewPrefix { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var found = Entry is not null ? [(BinOf(Entry), Entry)] : Find(Prefix).DistinctBy(found => (found.Entry.Root, found.Entry.Prefix)).ToList();
        if (NewPrefix is not null && found.Count > 1)
            throw new ExperimentException(
                "ExperimentAmbiguous", $"{found.Count} experiments cannot be restored to the one path '{NewPrefix}'.", "Give the path of one of them.");
        foreach (var (bin, entry) in found)
            Restore(bin, entry);
    }

    private void Restore(IRecycleBin bin, RecycledExperiment entry)
    {
        try
        {
            var target = NewPrefix is null ? null : ExperimentPath.Parse(NewPrefix);
            if (!ShouldProcess($"{entry.Prefix} to {target?.Value ?? entry.Prefix} in {entry.Root}", "Restore experiment"))
                return;
            var record = Await(bin.RestoreAsync(entry.Entry, target, CancelToken));
            WriteObject(Session.Live(new LocalExperimentStore(entry.Root).ToStore(), record));
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
