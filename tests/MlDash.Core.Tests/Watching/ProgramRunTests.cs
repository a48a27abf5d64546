using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

/// <summary>Real programs of Unix; <c>Invoke-MlDashCommand.Tests.ps1</c> has those that are on Windows, too.</summary>
[Trait("Wine", "no: it has no sh")]
public sealed class ProgramRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mldash-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Both_streams_and_the_exit_code_are_those_of_the_program()
    {
        var (result, output, error) = await Run("echo out; echo err >&2; exit 3");

        Assert.Equal((3, null, "out\n", "err\n"), (result.ExitCode, result.Signal, output, error));
    }

    [Fact]
    public async Task Arguments_are_passed_as_they_are_and_the_folder_is_the_one_given()
    {
        var (_, output, _) = await Run("printf '%s|' \"$@\"; pwd", "a b", "$HOME", "\"q\"", string.Empty, "*", "é");

        Assert.Equal($"a b|$HOME|\"q\"||*|é|{_folder}\n", output);
    }

    [Fact]
    public async Task A_shell_that_changes_the_folder_passes_arguments_as_they_are_and_is_not_seen()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "-a $HOME \"b\"")).FullName;
        var (result, output, error) = await Run(FolderShell.Of(
            Start("printf '%s|' \"$@\"; pwd; kill -9 $$", "a b", "$HOME", "\"q\"", string.Empty, "*", "-x", "'") with { WorkingFolder = folder }));

        Assert.Equal($"a b|$HOME|\"q\"||*|-x|'|{folder}\n", output);
        Assert.Equal((9, string.Empty), (result.Signal, error));
        Assert.Throws<ConfigurationException>(() => FolderShell.Of(Start("true") with { WorkingFolder = Path.Combine(_folder, "none") }));
        Assert.False(FolderShell.IsNeeded, "The system of this test has what the shell stands in for.");
    }

    [Fact]
    public async Task A_program_reads_what_is_written_to_its_input()
    {
        var sink = new Sink();
        using var run = ProgramRun.Start(Start("cat; echo end") with { HasInput = true }, sink, TimeProvider.System);
        await run.Input!.WriteAsync(Encoding.UTF8.GetBytes("one\ntwo\n"));
        run.Input!.Dispose();
        await run.Ended.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("one\ntwo\nend\n", sink.Text(OutputSource.Output));
    }

    [Fact]
    public async Task A_signal_that_ends_the_program_is_named()
    {
        var (result, _, _) = await Run("kill -9 $$");

        Assert.Equal((137, 9), (result.ExitCode, result.Signal));
    }

    [Fact]
    public async Task Broken_pipes_end_programs_in_it_as_they_would_alone()
    {
        var (_, output, _) = await Run("yes | head -n 1");

        Assert.Equal("y\n", output);
    }

    [Fact]
    public async Task Processor_time_counts_the_processes_that_it_waited_for_and_the_peak_is_theirs()
    {
        var (result, _, _) = await Run("python3 -c 'import time; a = bytearray(150_000_000); sum(range(3_000_000)); time.sleep(0.6)'; true");

        Assert.InRange(result.CpuTime!.Value.TotalSeconds, 0.03, 30);
        Assert.InRange(result.PeakMemory!.Value, 150_000_000, 400_000_000);
        Assert.True(result.Duration > TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task The_peak_of_a_small_program_is_not_that_of_this_process()
    {
        var (result, _, _) = await Run("sleep 0.2");

        Assert.InRange(result.PeakMemory!.Value, 100_000, 20_000_000);
    }

    [Fact]
    public async Task A_program_sees_a_terminal_of_the_size_that_was_given_when_there_is_one()
    {
        var (_, output, _) = await Run(
            "test -t 1 && test -t 2 && stty size <&1; printf 'a\\nb\\n'", start => start with
            {
                IsOutputTerminal = true,
                IsErrorTerminal = true,
                Size = () => new(123, 45),
            });

        Assert.Equal("45 123\na\nb\n", output);
    }

    [Fact]
    public async Task The_time_limit_ends_the_program_and_what_it_started_also_when_they_ignore_the_request()
    {
        var (result, output, _) = await Run(
            "trap '' TERM; (trap '' TERM; echo $BASHPID $(sh -c 'echo $PPID'); exec sleep 61) & echo $!; wait; sleep 62",
            start => start with { Timeout = TimeSpan.FromSeconds(0.5), Grace = TimeSpan.FromSeconds(0.5) });

        Assert.True(result.IsTimedOut);
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        var child = int.Parse(output.Split('\n')[0].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.True(HasEnded(child), $"Process {child} still runs.");
    }

    [Fact]
    public async Task A_process_that_outlives_the_program_with_its_output_does_not_delay_the_end()
    {
        var start = Stopwatch.GetTimestamp();
        var (result, output, _) = await Run("sleep 30 & echo $!", one => one with { DrainLimit = TimeSpan.FromSeconds(0.3) });

        Process.GetProcessById(int.Parse(output, CultureInfo.InvariantCulture)).Kill();
        Assert.True(result.IsOutputHeld);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task All_of_much_output_comes()
    {
        var (_, output, _) = await Run("seq 1 200000");

        Assert.Equal(200_000, output.AsSpan().Count('\n'));
        Assert.EndsWith("\n200000\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_named_with_the_reason()
    {
        var file = Path.Combine(_folder, "text.txt");
        File.WriteAllText(file, "no program");

        var fault = Assert.Throws<ConfigurationException>(() => ProgramRun.Start(new ProgramStart(file), new Sink(), TimeProvider.System));

        Assert.Equal("ProgramNotStarted", fault.ErrorId);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_that_fails_ends_the_program_and_its_fault_is_that_of_the_run()
    {
        using var run = ProgramRun.Start(Start("yes"), new OutputCopy(_ => throw new IOException("full"), _ => { }, null), TimeProvider.System);

        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => run.Ended)).Message);
    }

    private static bool HasEnded(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private ProgramStart Start(string script, params string[] arguments) =>
        new("/bin/bash") { Arguments = ["-c", script, "bash", .. arguments], WorkingFolder = _folder };

    private Task<(ProgramResult Result, string Output, string Error)> Run(string script, params string[] arguments) => Run(Start(script, arguments));

    private Task<(ProgramResult Result, string Output, string Error)> Run(string script, Func<ProgramStart, ProgramStart> change) =>
        Run(change(Start(script)));

    private static async Task<(ProgramResult Result, string Output, string Error)> Run(ProgramStart start)
    {
        var sink = new Sink();
        using var run = ProgramRun.Start(start, sink, TimeProvider.System);
        var result = await run.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        return (result, sink.Text(OutputSource.Output), sink.Text(OutputSource.Error));
    }

    private sealed class Sink : IOutputSink
    {
        private readonly MemoryStream[] _streams = [new(), new()];

        public void Take(OutputSource stream, ReadOnlySpan<byte> bytes) => _streams[(int)stream].Write(bytes);

        public void Complete(OutputSource stream)
        {
        }

        public string Text(OutputSource stream) => Encoding.UTF8.GetString(_streams[(int)stream].ToArray());
    }
}
