using System.Collections;
using System.Security.Cryptography;
using MlDash.Recording;
using MlDash.Retention;
using MlDash.Storage.Checking;
using MlDash.Storage.Local;
using Xunit;

namespace MlDash.Durability.Tests;

/// <summary>Runs of retention that are killed at random moments end as one that is not: nothing kept is touched, and nothing goes half.</summary>
public sealed class RetentionKillTests
{
    private const string Project = "vision";
    private const int Experiments = 12;
    private const int MostKills = 100;
    private const int Points = 400;
    private const string Rules = "keep all tagged baseline; failed 0d; files over 1 KB 0d; points thinned after 0d to 100";

    [Fact]
    public async Task Runs_that_are_killed_are_carried_on_to_the_same_end()
    {
        using var scene = new Scene();
        for (var at = 0; at < Experiments; at++)
            await RecordAsync(scene, at);
        var retention = new LocalRetention(new LocalExperimentStore(scene.Root));
        await retention.SetAsync(Project, Rules, default);
        var planned = await retention.PlanAsync(Project, null, default).ToListAsync();
        Assert.Equal([4, 4, 4], planned.GroupBy(one => one.What).Select(kind => kind.Count()));
        var before = Enumerable.Range(0, Experiments).Select(at => Digests(scene, at)).ToArray();

        var (random, amid) = (new Random(1), 0);
        for (var kill = 0; kill < MostKills && await retention.PlanAsync(Project, null, default).AnyAsync(); kill++)
        {
            using var run = WriterProcess.Start(scene.Root, Project, 0, 0, "retain");
            // By turns: as soon as a step is begun, and at any moment, also while a step is carried on. The later, the longer, so that slow machines end.
            var begun = Begun(scene).ToHashSet();
            await run.KillAfterAsync(
                TimeSpan.FromMilliseconds((4 * kill) + random.Next(60)), () => kill % 2 == 0 && Begun(scene).Any(one => !begun.Contains(one)));
            amid += Begun(scene).Any() ? 1 : 0;
        }

        Assert.True(amid > 0, "No run was killed amid a step.");
        Assert.Empty(await retention.PlanAsync(Project, null, default).ToListAsync());
        // A move to the bin that was killed is ended by whoever uses the bin next.
        var bin = new LocalExperimentStore(scene.Root).ToStore().RecycleBin!;
        var entries = await bin.ListAsync(default);
        // Lines are the truth, counters follow at the next append: a kill between both is no damage.
        var findings = await new StoreCheck(scene.Root).CheckAllAsync().ToListAsync();
        Assert.DoesNotContain(findings, finding => (finding.Severity, finding.Kind) != (FindingSeverity.Warning, "CounterWrong"));
        foreach (var entry in entries)
            await bin.RestoreAsync(entry.Entry, null, default);
        for (var at = 0; at < Experiments; at++)
        {
            // What was kept, and what came back from the recycle bin, is as it was, to the byte.
            if (at % 3 != 2)
                Assert.Equal(before[at], Digests(scene, at));
            else
                await AssertReducedAsync(scene, at);
        }
    }

    private static async Task AssertReducedAsync(Scene scene, int at)
    {
        var experiment = await scene.GetAsync(Prefix(at));
        Assert.Equal(["small.bin"], experiment.Files.FindAsync(new()).ToBlockingEnumerable().Select(file => file.Name));
        Assert.Single(experiment.Log.ReadAsync(new LogQuery { Search = "big.bin" }).ToBlockingEnumerable());
        var steps = experiment.Metric("train").ReadAsync(new MetricQuery()).ToBlockingEnumerable().Select(point => (long)point.Fields["step"]!).ToList();
        Assert.InRange(steps.Count, 20, 100);
        Assert.Equal((0, Points - 1), (steps[0], steps[^1]));
    }

    private static async Task RecordAsync(Scene scene, int at)
    {
        // A third is kept, a third failed, and a third has its large file and most of its points removed.
        var change = new ExperimentChange { Tags = at % 3 == 0 ? ["baseline"] : null };
        var experiment = await Experiment.StartAsync(
            new LocalExperimentStore(scene.Root).ToStore(), ExperimentPath.Parse(Prefix(at)), null, change, new RecordingOptions());
        var clock = new AppendClock();
        for (var step = 0; step < Points; step++)
            experiment.Metric("train").Append(new Hashtable { ["step"] = step, ["loss"] = Math.Sin(step / 9.0) }, clock);
        await experiment.Files.SaveAsync(new FileUpload { Name = "big.bin", Open = () => new MemoryStream(new byte[5000]) });
        await experiment.Files.SaveAsync(new FileUpload { Name = "small.bin", Open = () => new MemoryStream(new byte[10]) });
        await experiment.CompleteAsync(at % 3 == 1 ? ExperimentStatus.Failed : ExperimentStatus.Completed);
    }

    private static string Prefix(int at) => $"{Project}/run{at}";

    private static IEnumerable<string> Begun(Scene scene) =>
        Enumerable.Range(0, Experiments).Select(at => Path.Combine(scene.Root, Prefix(at), ".mldash-retention.json")).Where(File.Exists);

    private static string[] Digests(Scene scene, int at)
    {
        var folder = Path.Combine(scene.Root, Prefix(at));
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
    }
}
