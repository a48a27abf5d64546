using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlDash.Watching;

namespace MlDash.Tests.Watching;

/// <summary>A program of ours that makes it hard, on every system: <c>MlDash.Core.Tests.Program</c>.</summary>
public sealed class NastyProgramTests
{
    [Fact]
    public async Task Many_lines_at_once_all_come_in_order()
    {
        var (result, lines) = await Run("lines", 300_000);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Enumerable.Range(1, 300_000).Select(line => $"line {line} of a program that writes much"), lines.Output);
    }

    [Fact]
    public async Task A_line_that_comes_letter_by_letter_is_one_line()
    {
        var (_, lines) = await Run("slow", 2, 5);

        Assert.Equal(["line 1", "line 2"], lines.Output);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_stay_readable_and_the_last_line_needs_no_end()
    {
        var (_, lines) = await Run("bytes");

        // Windows has a code page in which each byte is a letter.
        Assert.Equal(["nul\0nul", "résumé"], lines.Output[3..]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal([@"a\xff\xfeb", @"\xc3", @"caf\xe9"], lines.Output[..3]);
    }

    [Fact]
    public async Task A_bar_is_its_last_state_also_when_it_is_wiped_away()
    {
        var (_, lines) = await Run("bar", 200);

        Assert.Equal(["done"], lines.Output);
        Assert.Equal(["100%|####################|"], lines.Error);
    }

    [Fact]
    public async Task Codes_of_the_terminal_are_removed_also_when_they_are_cut_between_two_writes()
    {
        var (_, lines) = await Run("colors");

        Assert.Equal(["red plain", "text", "link"], lines.Output);
    }

    [Fact]
    public async Task Arguments_are_passed_as_they_are()
    {
        string[] arguments = ["a b", string.Empty, "\"q\"", @"back\slash\", @"\""", "two\nlines", "$HOME %PATH% *", "--%", "é😀", "'", "`", "^&|<>"];
        var (_, lines) = await Run(NastyProgram.Start(["arguments", .. arguments]));

        Assert.Equal(arguments, JsonSerializer.Deserialize<string[]>(Assert.Single(lines.Output)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    public async Task The_exit_code_is_that_of_the_program(int code)
    {
        var (result, _) = await Run("exit", code);

        Assert.Equal((code, null), (result.ExitCode, result.Signal));
    }

    [Fact]
    public async Task A_child_that_outlives_the_program_with_its_output_does_not_delay_the_end()
    {
        var (result, lines) = await Run("leave", 40);

        using var left = Process.GetProcessById(int.Parse(Assert.Single(lines.Output), CultureInfo.InvariantCulture));
        left.Kill();
        Assert.True(result.IsOutputHeld);
        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("Wine", "no: it counts no memory of jobs")]
    public async Task The_peak_is_that_of_a_child()
    {
        var (result, _) = await Run("eat", 200);

        Assert.InRange(result.PeakMemory!.Value, 200L << 20, 500L << 20);
    }

    [Fact]
    public async Task A_program_that_does_not_end_when_it_is_asked_to_is_killed()
    {
        var (result, lines) = await Run(NastyProgram.Start("deaf") with { Timeout = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(0.5) });

        Assert.True(result.IsTimedOut);
        Assert.StartsWith("ready ", Assert.Single(lines.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_program_has_written_is_taken_in_the_end_also_by_a_sink_that_is_slow()
    {
        var lines = new Lines { Pause = TimeSpan.FromSeconds(1.5) };
        using var run = ProgramRun.Start(
            NastyProgram.Start("lines", "2000") with { DrainLimit = TimeSpan.FromSeconds(0.2) },
            new OutputLines(lines, TimeProvider.System),
            TimeProvider.System);
        var result = await run.Ended.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(result.IsOutputHeld);
        Assert.Equal("line 2000 of a program that writes much", lines.Output[^1]);
    }

    [Fact]
    public async Task A_program_that_writes_100000_lines_a_second_does_not_wait_for_a_disk_that_is_busy_for_seconds()
    {
        var lines = new Lines { Pause = TimeSpan.FromSeconds(8) };
        using var run = ProgramRun.Start(
            NastyProgram.Start("paced", "200000", "100000"),
            new OutputBuffer(new OutputLines(lines, TimeProvider.System), TimeProvider.System),
            TimeProvider.System);
        var result = await run.Ended.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.InRange(result.Duration, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(7));
        Assert.Equal(200_000, lines.Output.Count);
    }

    private static Task<(ProgramResult Result, Lines Lines)> Run(string what, params int[] numbers) =>
        Run(NastyProgram.Start([what, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]));

    private static async Task<(ProgramResult Result, Lines Lines)> Run(ProgramStart start)
    {
        var lines = new Lines();
        using var run = ProgramRun.Start(start, new OutputBuffer(new OutputLines(lines, TimeProvider.System), TimeProvider.System), TimeProvider.System);
        return (await run.Ended.WaitAsync(TimeSpan.FromMinutes(1)), lines);
    }

    private sealed class Lines : ILineSink
    {
        private readonly List<string>[] _streams = [[], []];

        /// <summary>How long the first line takes.</summary>
        public TimeSpan Pause { get; init; }

        public List<string> Output => _streams[0];

        public List<string> Error => _streams[1];

        public void Take(in OutputLine line)
        {
            if (line.IsRedrawn)
                return;
            if (Output.Count == 0)
                Thread.Sleep(Pause);
            _streams[(int)line.Stream].Add(line.Text.ToString());
        }
    }
}
