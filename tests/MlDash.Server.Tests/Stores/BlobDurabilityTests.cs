using System.Diagnostics;
using MlDash.Tests.Support;

namespace MlDash.Server.Tests;

/// <summary>What the folder of blobs asks of the disk, as <c>strace</c> sees it.</summary>
[Trait(TestStores.Kind, TestStores.Embedded)]
public sealed class BlobDurabilityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-blob-trace-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_bytes_of_an_upload_and_its_name_are_on_the_disk_before_the_next_one_begins()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is for Linux.");
        var (data, pid, port) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "pid"), ServerProcess.FreePort());
        var server = SystemTrace.RunAsync(Path.Combine(_folder, "trace"), "sh", "-c",
            "echo $$ > \"$1\"; exec dotnet \"$2\" --PORT=\"$3\" --DATA_DIR=\"$4\" --environment=Development",
            "sh", pid, ServerProcess.Program, $"{port}", data);
        try
        {
            var api = new Api($"http://127.0.0.1:{port}", "alice", TestTokens.Public("alice"));
            await GreetAsync(api, server);
            var run = await api.OpenAsync();
            (await api.UploadAsync(run, "first.bin", [1])).Is(200);
            (await api.UploadAsync(run, "second.bin", [1, 2])).Is(200);
        }
        finally
        {
            using var stop = Process.Start("kill", ["-TERM", (await File.ReadAllTextAsync(pid, CancellationToken.None)).Trim()]);
            await stop.WaitForExitAsync(CancellationToken.None);
        }

        var trace = await server;
        var (first, second) = (Blob(data, 1), Blob(data, 2));
        Assert.True(trace.IsSynced(first, mark: second), $"{first} was not synced with its folder.");
        // A folder that is new is a name in the one above it.
        Assert.True(trace.IsFolderSynced(Path.GetDirectoryName(Path.GetDirectoryName(first)!)!, mark: second));
    }

    private static string Blob(string data, int length) =>
        Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Single(file => new FileInfo(file).Length == length);

    private static async Task GreetAsync(Api api, Task server)
    {
        for (var until = DateTimeOffset.UtcNow.AddSeconds(60); ; await Task.Delay(100, Cancel))
        {
            try
            {
                (await api.GetAsync("/health")).Is(200);
                return;
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < until && !server.IsCompleted)
            {
                // It is starting.
            }
        }
    }
}
