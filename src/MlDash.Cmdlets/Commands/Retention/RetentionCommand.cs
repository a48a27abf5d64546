using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Sessions;
using MlDash.Retention;
using MlDash.Storage.Local;

namespace MlDash.Cmdlets.Commands;

/// <summary>A command about the rules of retention of the projects of roots.</summary>
public abstract class RetentionCommand : MlDashCommand
{
    /// <summary>Folder that contains the experiments. Default: <c>ML_DASH_ROOT</c>, else <c>./experiments</c> and <c>./.dash</c>.</summary>
    [Parameter]
    [Alias("LocalPath")]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>The rules of each root to read from.</summary>
    private protected IEnumerable<IRetention> ToRead() =>
        Stores.ToRead(this, Root).Select(store => new LocalRetention(new LocalExperimentStore(store.Location)));

    /// <summary>The rules of the root to write to.</summary>
    private protected IRetention ToWrite() => new LocalRetention(new LocalExperimentStore(Stores.RootToWrite(this, Root)));
}
