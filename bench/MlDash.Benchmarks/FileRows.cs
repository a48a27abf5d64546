namespace MlDash.Benchmarks;

/// <summary>Saving files, against the shell's own tools.</summary>
internal static class FileRows
{
    private const int Small = 1000;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        var large = workspace.In("large.bin");
        Workspace.Shell($"head -c 1000000000 /dev/urandom > '{large}'");
        using var runspace = EngineRows.Open();
        EngineRows.Invoke(
            runspace, $"Import-Module '{Workspace.ModuleFolder}/MlDash.psd1'; $null = Start-MlDashExperiment bench/files -Root '{workspace.In("root")}'");
        yield return Measured.Time("save one 1 GB file", "sha256sum and cp of it, one after the other", 0.7, 3,
            () => EngineRows.Invoke(runspace, $"Save-MlDashFile '{large}' -Prefix big"),
            () => Workspace.Shell($"sha256sum '{large}' && cp '{large}' '{workspace.In("copy.bin")}'"));

        var folder = Directory.CreateDirectory(workspace.In("small")).FullName;
        Workspace.Shell($"cd '{folder}' && for i in $(seq {Small}); do head -c 10240 /dev/urandom > file-$i.bin; done");
        var target = Directory.CreateDirectory(workspace.In("small-copy")).FullName;
        yield return Measured.Time("save 1,000 files of 10 KB", "cp of them one by one from the shell's loop", 1, 3,
            () => EngineRows.Invoke(runspace, $"Save-MlDashFile '{folder}/*.bin' -Prefix small"),
            () => Workspace.Shell($"for f in '{folder}'/*.bin; do cp \"$f\" '{target}/'; done"));
        EngineRows.Invoke(runspace, "Complete-MlDashExperiment");
    }
}
