using System.Collections.Specialized;
using System.Diagnostics;
using MlDash.Context;

namespace MlDash.Tests.Context;

/// <summary>What is read of repositories that Git itself has made.</summary>
[Trait("Wine", "no: there is no git")]
public sealed class GitContextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-git-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Commit_branch_remote_and_state_are_found_from_a_folder_below()
    {
        var work = Repository();
        Git(work, "remote", "add", "origin", "https://ada:planted-secret@example.org/ada/vision.git?token=planted");

        var git = Read(Directory.CreateDirectory(Path.Combine(work, "a", "b")).FullName)!;

        Assert.Equal(Git(work, "rev-parse", "HEAD"), git["commit"]);
        Assert.Equal("feature/tools", git["branch"]);
        Assert.Equal("https://example.org/ada/vision.git", git["remote"]);
        Assert.Equal(false, git["dirty"]);
    }

    [Fact]
    public void References_without_files_of_their_own_are_found()
    {
        var work = Repository();
        Git(work, "pack-refs", "--all");
        Git(work, "gc", "--quiet");

        Assert.Equal(Git(work, "rev-parse", "HEAD"), Read(work)!["commit"]);
        Assert.Equal(false, Read(work)!["dirty"]);
    }

    [Fact]
    public void A_detached_head_has_a_commit_and_no_branch()
    {
        var work = Repository();
        Git(work, "checkout", "--quiet", "--detach");

        Assert.Equal(Git(work, "rev-parse", "HEAD"), Read(work)!["commit"]);
        Assert.False(Read(work)!.Contains("branch"));
    }

    [Fact]
    public void A_further_work_tree_has_its_own_branch_and_the_remote_of_all()
    {
        var work = Repository();
        Git(work, "remote", "add", "origin", "https://example.org/vision.git");
        Git(work, "worktree", "add", "--quiet", "-b", "second", Path.Combine(_folder, "second"));

        var git = Read(Path.Combine(_folder, "second"))!;

        Assert.Equal(Git(work, "rev-parse", "HEAD"), git["commit"]);
        Assert.Equal("second", git["branch"]);
        Assert.Equal("https://example.org/vision.git", git["remote"]);
        Assert.Equal(false, git["dirty"]);
    }

    [Fact]
    public void A_submodule_is_read_and_not_the_repository_around_it()
    {
        var inner = Repository("inner");
        var work = Repository();
        Git(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "part");

        Assert.Equal(Git(inner, "rev-parse", "HEAD"), Read(Path.Combine(work, "part"))!["commit"]);
    }

    [Theory]
    [InlineData("other text")]
    [InlineData("SAME size")]
    [InlineData(null)]
    public void A_changed_or_removed_file_makes_the_work_tree_dirty(string? text)
    {
        var work = Repository();
        var file = Path.Combine(work, "file.txt");
        if (text is null)
            File.Delete(file);
        else
            File.WriteAllText(file, text);

        Assert.Equal(true, Read(work)!["dirty"]);
    }

    [Fact]
    public void What_is_staged_is_not_called_clean()
    {
        var work = Repository();
        File.WriteAllText(Path.Combine(work, "file.txt"), "staged");
        Git(work, "add", "file.txt");

        Assert.Null(Read(work)!["dirty"]);
        Git(work, "commit", "--quiet", "-m", "staged");
        Assert.Equal(false, Read(work)!["dirty"]);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4")]
    public void Every_version_of_the_index_is_read(string version)
    {
        var work = Repository();
        for (var number = 0; number < 50; number++)
            File.WriteAllText(Path.Combine(work, $"file-{number}.txt"), new string('x', number));
        Git(work, "add", ".");
        Git(work, "update-index", "--skip-worktree", "file-7.txt");
        Git(work, "commit", "--quiet", "-m", "more");
        Git(work, "update-index", "--index-version", version);
        File.Delete(Path.Combine(work, "file-7.txt"));

        Assert.Equal(false, Read(work)!["dirty"]);
        File.WriteAllText(Path.Combine(work, "file-49.txt"), "changed");
        Assert.Equal(true, Read(work)!["dirty"]);
    }

    [Fact]
    public void A_file_that_was_touched_but_not_changed_is_clean()
    {
        var work = Repository();
        File.SetLastWriteTimeUtc(Path.Combine(work, "file.txt"), DateTime.UnixEpoch.AddDays(20_000));

        Assert.Equal(false, Read(work)!["dirty"]);
    }

    [Fact]
    public void New_files_do_not_make_it_dirty()
    {
        var work = Repository();
        File.WriteAllText(Path.Combine(work, "new.txt"), "new");

        Assert.Equal(false, Read(work)!["dirty"]);
    }

    [Fact]
    public void A_commit_that_was_taken_back_leaves_staged_changes()
    {
        var work = Repository();
        File.WriteAllText(Path.Combine(work, "file.txt"), "second");
        Git(work, "commit", "--quiet", "-a", "-m", "second");
        Assert.Equal(false, Read(work)!["dirty"]);
        Git(work, "reset", "--quiet", "--soft", "HEAD~1");

        Assert.Equal(true, Read(work)!["dirty"]);
    }

    [Fact]
    public void A_search_that_takes_too_long_ends_undecided()
    {
        var work = Repository();
        var clock = new SteppingClock(RunContext.LongestSearch * 2);

        Assert.True(RunContext.Git(work, clock)!.Contains("dirty"));
        Assert.Null(RunContext.Git(work, clock)!["dirty"]);
    }

    [Fact]
    public void A_branch_without_commits_is_named()
    {
        var work = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        Git(work, "init", "--quiet", "-b", "first");

        Assert.Equal("first", Read(work)!["branch"]);
        Assert.False(Read(work)!.Contains("commit"));
    }

    [Theory]
    [InlineData("gitdir: ../../../../etc")]
    [InlineData("gitdir: .")]
    [InlineData("gitdir: ")]
    [InlineData("gitdir: /dev/zero")]
    [InlineData("\0\0\0")]
    public void A_hostile_file_in_the_place_of_the_folder_leads_nowhere(string text)
    {
        File.WriteAllText(Path.Combine(_folder, ".git"), text);

        Assert.Null(Read(_folder));
    }

    [Theory]
    [InlineData("ref: ../../../secret")]
    [InlineData("ref: refs/../../secret")]
    [InlineData("ref: refs/heads/loop")]
    [InlineData("ref: /etc/passwd")]
    [InlineData("no commit")]
    public void A_hostile_head_tells_no_commit(string head)
    {
        var git = Directory.CreateDirectory(Path.Combine(_folder, ".git")).FullName;
        Directory.CreateDirectory(Path.Combine(git, "refs", "heads"));
        File.WriteAllText(Path.Combine(_folder, "secret"), new string('a', 40));
        File.WriteAllText(Path.Combine(git, "refs", "heads", "loop"), "ref: refs/heads/loop");
        File.WriteAllText(Path.Combine(git, "HEAD"), head);

        Assert.False(Read(_folder)!.Contains("commit"));
    }

    [Fact]
    public void Links_and_pipes_are_not_followed()
    {
        var git = Directory.CreateDirectory(Path.Combine(_folder, ".git")).FullName;
        File.WriteAllText(Path.Combine(_folder, "secret"), new string('a', 40));
        File.CreateSymbolicLink(Path.Combine(git, "HEAD"), Path.Combine(_folder, "secret"));
        if (!OperatingSystem.IsWindows())
            Run(_folder, "mkfifo", Path.Combine(git, "config"), Path.Combine(git, "index"));

        Assert.False(Read(_folder)!.Contains("commit"));
        Assert.False(Read(_folder)!.Contains("remote"));
    }

    [Fact]
    public void A_damaged_index_is_undecided()
    {
        var work = Repository();
        var index = Path.Combine(work, ".git", "index");
        var bytes = File.ReadAllBytes(index);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(index, bytes[..length]);
            Assert.NotNull(Read(work));
        }

        File.WriteAllBytes(index, bytes[..40]);
        Assert.Null(Read(work)!["dirty"]);
    }

    private static OrderedDictionary? Read(string folder) => RunContext.Git(folder, TimeProvider.System);

    private string Repository(string name = "work")
    {
        var work = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        Git(work, "init", "--quiet", "-b", "feature/tools");
        File.WriteAllText(Path.Combine(work, "file.txt"), "same SIZE");
        Git(work, "add", ".");
        Git(work, "commit", "--quiet", "-m", "first");
        return work;
    }

    private static string Git(string folder, params string[] arguments) =>
        Run(folder, "git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]);

    private static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>A clock that goes on by a step at each look.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _time;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _time += step.Ticks;
    }
}
