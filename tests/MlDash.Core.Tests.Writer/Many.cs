using System.Globalization;
using MlDash;
using MlDash.Storage.Local;

/// <summary>Records many small experiments, for tests of what shows tables of them.</summary>
internal static class Many
{
    private const int AtOnce = 8;

    /// <summary>Of each 2,000 experiments, one has a rate below 0.01: <c>params.lr</c>.</summary>
    public static Task RecordAsync(string root, string prefix, int count)
    {
        var store = new LocalExperimentStore(root).ToStore();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        return Parallel.ForAsync(0, count, limits, async (number, stop) =>
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{prefix}/run-{number:00000}");
            var change = new ExperimentChange { Tags = [$"seed-{number % 10}"] };
            var run = await Experiment.StartAsync(store, ExperimentPath.Parse(path), null, change, new(), stop);
            var rate = number % 2000 == 7 ? 0.001 : 0.01 + (number % 100 * 0.001);
            var parameters = new Dictionary<string, object> { ["lr"] = rate, ["seed"] = number % 10, ["net"] = number % 3 == 0 ? "resnet50" : "vit" };
            await run.Parameters.SetAsync(parameters, cancellationToken: stop);
            var clock = new AppendClock();
            foreach (var step in Enumerable.Range(0, 3))
                run.Metric("train").Append(new Dictionary<string, object> { ["step"] = step, ["loss"] = rate * 10 / (step + 1) }, clock);
            await run.CompleteAsync(ExperimentStatus.Completed, cancellationToken: stop);
        });
    }
}
