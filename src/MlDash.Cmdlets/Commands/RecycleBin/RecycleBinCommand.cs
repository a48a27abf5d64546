using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Sessions;
using MlDash.Storage;
using MlDash.Storage.Local;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>A command about experiments in the recycle bins of roots.</summary>
public abstract class RecycleBinCommand : MlDashCommand
{
    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>What is in the bins under some paths, each with its bin, the last removed first.</summary>
    /// <param name="prefixes">Paths, with wildcards; empty: all.</param>
    private protected IEnumerable<(IRecycleBin Bin, RecycledExperiment Entry)> Find(string[] prefixes)
    {
        var patterns = Array.ConvertAll(prefixes, Wildcard.ForName);
        var missing = prefixes.Where(text => !Wildcard.HasWildcard(text)).ToList();
        foreach (var store in Stores.ToRead(this, Root))
        {
            if (store.RecycleBin is not { } bin)
                continue;
            foreach (var entry in Await(bin.ListAsync(CancelToken)))
            {
                if (patterns.Length > 0 && !patterns.Any(pattern => pattern.IsMatch(entry.Prefix)))
                    continue;
                missing.RemoveAll(text => Wildcard.ForName(text).IsMatch(entry.Prefix));
                yield return (bin, entry);
            }

            ShowWarnings(store.Warnings);
        }

        foreach (var text in missing)
            Report(new ExperimentException(
                "RecycledNotFound", $"'{text}' is not in the recycle bin.", "Run Get-MlDashRecycleBin to list the experiments in it.")
            { Category = FaultCategory.ObjectNotFound, Target = text });
    }

    /// <summary>The bin that an entry lies in.</summary>
    private protected static IRecycleBin BinOf(RecycledExperiment entry) => new LocalExperimentStore(entry.Root).ToStore().RecycleBin!;
}
