using System.Management.Automation;
using MlDash.Cmdlets.Binding;
using MlDash.Storage;

namespace MlDash.Cmdlets.Commands;

/// <summary>Deletes experiments in the recycle bin for good, and so frees what they take on the disk.</summary>
[Cmdlet(VerbsCommon.Clear, "MlDashRecycleBin", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = PrefixSet)]
[OutputType(typeof(void))]
public sealed class ClearMlDashRecycleBinCommand : RecycleBinCommand
{
    private const string PrefixSet = "Prefix";
    private const string EntrySet = "Entry";

    private long _freed;
    private int _cleared;

    /// <summary>The paths that the experiments had; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0, ParameterSetName = PrefixSet)]
    [SupportsWildcards]
    [NotNull]
    public string[] Prefix { get; set; } = [];

    /// <summary>An entry of the bin, as returned by Get-MlDashRecycleBin.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = EntrySet)]
    [ValidateNotNull]
    [NotNull]
    public RecycledExperiment? Entry { get; set; }

    /// <summary>
    /// Only what was removed before this time, or longer ago than this: a time, a length such as <c>30d</c> or <c>12h</c>, or a TimeSpan.
    /// </summary>
    [Parameter]
    [Moment(TakesAgo = true)]
    public DateTimeOffset? OlderThan { get; set; }

    /// <summary>Deletes without a prompt.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var (bin, entry) in Entry is not null ? [(BinOf(Entry), Entry)] : Find(Prefix).ToList())
        {
            if (OlderThan is null || entry.RemovedAt < OlderThan)
                Clear(bin, entry);
        }
    }

    /// <inheritdoc />
    protected override void Finish() => WriteVerbose($"Deleted {_cleared:N0} experiments from the recycle bin; {_freed:N0} bytes are free.");

    private void Clear(IRecycleBin bin, RecycledExperiment entry)
    {
        try
        {
            if (!IsUnasked(Force) && !ShouldProcess($"{entry.Prefix} in {entry.Root} ({entry.Size:N0} bytes)", "Delete experiment from the recycle bin"))
                return;
            _freed += Await(bin.ClearAsync(entry.Entry, CancelToken));
            _cleared++;
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
