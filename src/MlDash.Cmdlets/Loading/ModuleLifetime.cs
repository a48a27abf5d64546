using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using MlDash.Cmdlets.Sessions;
using MlDash.Json;

namespace MlDash.Cmdlets.Loading;

/// <summary>
/// Runs at every import and removal of the module in every runspace. Each import adds one handler and each removal takes one away,
/// so that the pairing holds however often and in however many runspaces the module is loaded.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc />
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving += DependencyContext.ResolveCore;
        TakeValues();
    }

    /// <inheritdoc />
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (var experiment in Session.EndCurrent())
        {
            Warn($"The experiment '{experiment}' was open when the module was removed; it is {experiment.Status} now. "
                + "Complete-MlDashExperiment ends it with the status you give.");
        }

        Viewers.StopAll();
        AssemblyLoadContext.Default.Resolving -= DependencyContext.ResolveCore;
    }

    /// <summary>Into the stream of the command that removes the module, which is no command of ours.</summary>
    private static void Warn(string message) => ScriptBlock.Create("Write-Warning $args[0]").Invoke(message);

    /// <summary>Before any parameter is bound. A method of its own, since it needs Core, which is found once its handler is there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeValues() => ScriptValues.Adapter ??= new ScriptValueAdapter();
}
