using MlDash.Tests.Support;

namespace MlDash.Tests.Recording;

public sealed class DurabilityTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_is_recorded_durably_is_on_the_disk_with_its_name_before_the_call_returns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "System calls are traced on Linux alone.");
        Directory.Delete(_scene.Root);

        var trace = await SystemTrace.RunAsync(
            Path.Combine(_scene.Outside, "trace"),
            "dotnet", Path.Combine(AppContext.BaseDirectory, "MlDash.Core.Tests.Writer.dll"), _scene.Root, "project/run", "durable", "w");

        (string Step, string[] Files)[] expected =
        [
            ("start", ["experiment.json"]),
            ("log", ["logs/logs.jsonl", "logs/.log_sequence"]),
            ("metric", ["metrics/train/loss/data.jsonl", "metrics/train/loss/metadata.json"]),
            ("track", ["tracks/pose/data.jsonl", "tracks/pose/metadata.json"]),
            ("parameters", ["parameters.json"]),
            ("file", [Kept("models", "a.bin"), "files/.files_metadata.json"]),
            ("file among many", [Kept("", "last.bin"), "files/.mldash-files.jsonl"]),
            ("complete", ["experiment.json", "files/.files_metadata.json"]),
        ];
        Assert.Empty(
            expected.SelectMany(
                step => step.Files.Where(file => !trace.IsSynced(_scene.In("project/run", file), Mark(step.Step))).Select(file => $"{step.Step}: {file}")));
        // A name is only as durable as those of the folders above it.
        string[] folders = ["", "project", "project/run", "project/run/metrics", "project/run/metrics/train", "project/run/files/models"];
        Assert.All(folders, folder => Assert.True(trace.IsFolderSynced(_scene.In(folder), Mark("file")), folder));
        Assert.True(trace.IsFolderSynced(_scene.Outside, Mark("start")), "The root was made, so the folder around it has a new name.");
    }

    private string Mark(string step) => Path.Combine(_scene.Outside, $"mark-{step}");

    private string Kept(string folder, string name) =>
        Path.GetRelativePath(
            _scene.In("project/run"), Assert.Single(Directory.GetFiles(_scene.In("project/run/files", folder), name, SearchOption.AllDirectories)));
}
