using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MlDash.Benchmarks;

/// <summary>Cmdlets in PowerShell, against cmdlets of the same shape that do nothing.</summary>
internal static class EngineRows
{
    private const int Calls = 100_000;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        using var runspace = Open();
        Invoke(runspace, $"Import-Module '{Workspace.ModuleFolder}/MlDash.psd1'; Import-Module '{Workspace.EmptyModule}'");
        Invoke(runspace, $"$null = Start-MlDashExperiment bench/engine -Root '{workspace.In("root")}'");

        yield return Measured.Speed("one Add-MlDashMetric call a point (100,000), written", "an empty cmdlet of the same shape", 0.75, 5,
            () => Invoke(runspace, $"foreach ($i in 1..{Calls}) {{ Add-MlDashMetric train @{{ step = $i; loss = 0.5 }} }}; Sync-MlDashExperiment"),
            () => Invoke(runspace, $"foreach ($i in 1..{Calls}) {{ Add-EmptyMetric train @{{ step = $i; loss = 0.5 }} }}"));
        yield return Measured.Speed("100,000 objects piped into Add-MlDashMetric, written", "the same into the empty cmdlet", 0.5, 5,
            () => Invoke(runspace, $"1..{Calls} | ForEach-Object {{ @{{ step = $_; loss = 0.5 }} }} | Add-MlDashMetric train; Sync-MlDashExperiment"),
            () => Invoke(runspace, $"1..{Calls} | ForEach-Object {{ @{{ step = $_; loss = 0.5 }} }} | Add-EmptyMetric train"));
        yield return Measured.Speed("100,000 Write-MlDashLog calls, written", "the same into the empty cmdlet", 0.6, 5,
            () => Invoke(runspace, $"foreach ($i in 1..{Calls}) {{ Write-MlDashLog 'epoch done' -Level Info }}; Sync-MlDashExperiment"),
            () => Invoke(runspace, $"foreach ($i in 1..{Calls}) {{ Write-EmptyLog 'epoch done' -Level Info }}"));
        Invoke(runspace, "Complete-MlDashExperiment");
    }

    /// <summary>Import in processes of their own, since a process loads an assembly once.</summary>
    public static Row Import() => Measured.More("import of the module, in a new process", "an empty binary module", 100, 7,
        () => Workspace.Shell($"'{Environment.ProcessPath}' import '{Workspace.ModuleFolder}/MlDash.psd1'"),
        () => Workspace.Shell($"'{Environment.ProcessPath}' import '{Workspace.EmptyModule}'"));

    /// <summary>What a process of <see cref="Import"/> does.</summary>
    public static void ImportOnly(string module)
    {
        using var runspace = Open();
        Invoke(runspace, $"Import-Module '{module}'");
    }

    public static void Invoke(Runspace runspace, string script)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script).Invoke();
        if (shell.HadErrors)
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
    }

    public static Runspace Open()
    {
        var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        return runspace;
    }
}
