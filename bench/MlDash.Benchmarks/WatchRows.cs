using System.Diagnostics;
using System.Globalization;
using MlDash.Watching;

namespace MlDash.Benchmarks;

/// <summary>What it costs a program that its output is recorded.</summary>
internal static class WatchRows
{
    private const int Rounds = 9;
    private const int PerSecond = 100_000;
    private const int Paced = 4 * PerSecond;
    private const int Fast = 2_000_000;
    private const double Goal = 1.05;

    public static IEnumerable<Row> Run(Workspace workspace)
    {
        foreach (var isTerminal in new[] { true, false })
        {
            var (ratio, found) = Compare(workspace, ["paced", $"{Paced}", $"{PerSecond}"], Paced, isTerminal);
            yield return new(
                $"time of a program that writes 100,000 lines a second, recorded, {Kind(isTerminal)}", Against(isTerminal), $"≤ {Goal}", found, ratio <= Goal);
        }

        foreach (var isTerminal in new[] { true, false })
        {
            var (_, found) = Compare(workspace, ["lines", $"{Fast}"], Fast, isTerminal);
            yield return new(
                $"time of a program that writes 2,000,000 lines as fast as it can, recorded, {Kind(isTerminal)}", Against(isTerminal), "told", found, true);
        }
    }

    private static string Kind(bool isTerminal) => isTerminal ? "to a terminal" : "to a pipe";

    private static string Against(bool isTerminal) => isTerminal ? "alone, to a terminal that shows nothing" : "alone, into cat";

    private static (double Ratio, string Found) Compare(Workspace workspace, string[] arguments, int lines, bool isTerminal)
    {
        var (recorded, alone) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round <= Rounds; round++)
        {
            recorded.Add(Recorded(workspace, arguments, lines, isTerminal));
            alone.Add(Alone(workspace, arguments, isTerminal));
        }

        // The first of each compiles.
        var (mine, theirs) = (Sorted(recorded.Skip(1)), Sorted(alone.Skip(1)));
        var ratio = mine[Rounds / 2].Seconds / theirs[Rounds / 2].Seconds;
        return (ratio, string.Create(
            CultureInfo.InvariantCulture,
            $"{ratio:0.00} ({mine[Rounds / 2].Seconds:0.00} s against {theirs[Rounds / 2].Seconds:0.00} s, at most {mine[^1].Seconds:0.00} s; "
            + $"processor time of the program {mine[Rounds / 2].Program:0.00} s against {theirs[Rounds / 2].Program:0.00} s, "
            + $"of recording {mine[Rounds / 2].Recording:0.00} s)"));
    }

    private static List<Cost> Sorted(IEnumerable<Cost> costs) => [.. costs.OrderBy(cost => cost.Seconds)];

    private static Cost Recorded(Workspace workspace, string[] arguments, int lines, bool isTerminal)
    {
        var experiment = workspace.Start();
        var log = new ProgramLog(experiment, TimeProvider.System);
        var sink = new OutputBuffer(new OutputLines(log, TimeProvider.System), TimeProvider.System);
        var before = Own();
        using var run = ProgramRun.Start(Start(arguments, isTerminal), new OutputCopy(_ => { }, _ => { }, sink), TimeProvider.System);
        var result = run.Ended.GetAwaiter().GetResult();
        experiment.CompleteAsync(ExperimentStatus.Completed).GetAwaiter().GetResult();
        var recording = Own() - before;
        var file = Directory.GetFiles(workspace.In("root"), "logs.jsonl", SearchOption.AllDirectories).MaxBy(File.GetCreationTimeUtc)!;
        return log.Fault is null && File.ReadLines(file).Count() == lines
            ? new(result.Duration.TotalSeconds, result.CpuTime!.Value.TotalSeconds, recording.TotalSeconds)
            : throw new InvalidOperationException($"{lines} lines were expected in '{file}'.");
    }

    /// <summary>The same program, whose output <c>cat</c> takes, behind a terminal of <c>script</c> where it writes to one; bash says what it used.</summary>
    private static Cost Alone(Workspace workspace, string[] arguments, bool isTerminal)
    {
        var (script, times) = (workspace.In("alone.sh"), workspace.In("times"));
        File.WriteAllText(script, $"TIMEFORMAT='%R %U %S'; {{ time dotnet '{Workspace.NastyProgram}' {string.Join(' ', arguments)}; }} 2>'{times}'");
        Workspace.Shell(isTerminal ? $"script -qec \"bash '{script}'\" /dev/null | cat >/dev/null" : $"bash '{script}' | cat >/dev/null");
        double[] used = [.. File.ReadAllText(times).Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
        return new(used[0], used[1] + used[2], 0);
    }

    private static ProgramStart Start(string[] arguments, bool isTerminal) => new("/usr/bin/env")
    {
        Arguments = ["dotnet", Workspace.NastyProgram, .. arguments],
        IsOutputTerminal = isTerminal,
        Size = () => new(120, 30),
    };

    private static TimeSpan Own()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    /// <param name="Seconds">How long the program ran.</param>
    /// <param name="Program">Its processor time in seconds.</param>
    /// <param name="Recording">The processor time of recording it.</param>
    private sealed record Cost(double Seconds, double Program, double Recording);
}
