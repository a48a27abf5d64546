using System.Management.Automation;
using MlDash.PesterHarness.Model;

namespace MlDash.PesterHarness.Running;

/// <summary>Told by the driver what happens, while it happens; keeps the temporary folder of <c>TestDrive:</c> in step with the blocks.</summary>
public sealed class Report(string testDrive)
{
    private readonly Stack<HashSet<string>> _before = new();
    private readonly List<string> _teardown = [];

    /// <summary>Errors of AfterAll, which belong to no test.</summary>
    public IReadOnlyList<string> TeardownFailures => _teardown;

    /// <summary>A block begins.</summary>
    public void Enter() => _before.Push([.. Directory.EnumerateFileSystemEntries(testDrive, "*", SearchOption.AllDirectories)]);

    /// <summary>What a block has put into the drive goes with the block.</summary>
    public void Leave()
    {
        var before = _before.Pop();
        foreach (var entry in Directory.EnumerateFileSystemEntries(testDrive, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length).ToList())
        {
            if (before.Contains(entry))
                continue;
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }

    public void FailTeardown(TestBlock block, ErrorRecord error) => _teardown.Add($"{block.FullName} AfterAll: {error}");
}
