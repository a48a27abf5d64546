using System.Globalization;
using MlDash.Storage.Local;

namespace MlDash.Benchmarks;

/// <summary>Listing many experiments, against reading as many small files.</summary>
internal static class ListingRows
{
    public static IEnumerable<Row> Run(Workspace workspace)
    {
        var root = Make(workspace, 10_000);
        var files = Directory.GetFiles(root, "experiment.json", SearchOption.AllDirectories);
        yield return Measured.Time("list 10,000 experiments with tags", "reading 10,000 small files raw", 2, 5,
            () => List(root, 10_000),
            () =>
            {
                foreach (var file in files)
                    File.ReadAllBytes(file);
            });
        yield return Measured.Time("the same", "finding those files in their folders first, then reading them raw", 1, 5,
            () => List(root, 10_000),
            () =>
            {
                foreach (var file in Directory.EnumerateFiles(root, "experiment.json", SearchOption.AllDirectories))
                    File.ReadAllBytes(file);
            });
    }

    /// <summary>Milliseconds to the first and to the last of so many experiments.</summary>
    public static (double First, double All) Cost(Workspace workspace, int experiments)
    {
        var root = Make(workspace, experiments);
        var first = Measured.Once(() =>
        {
            if (!Find(root).Any())
                throw new InvalidOperationException("No experiment was found.");
        });
        return (first, Measured.Once(() => List(root, experiments)));
    }

    private static void List(string root, int expected)
    {
        var found = Find(root).Count(record => record.Tags.Length == 2);
        if (found != expected)
            throw new InvalidOperationException($"{expected} experiments were expected, {found} were found.");
    }

    private static IEnumerable<ExperimentRecord> Find(string root) =>
        new LocalExperimentStore(root).FindAsync(new ExperimentQuery(), CancellationToken.None).ToBlockingEnumerable();

    private static string Make(Workspace workspace, int experiments)
    {
        var root = workspace.In(string.Create(CultureInfo.InvariantCulture, $"list-{experiments}"));
        if (Directory.Exists(root))
            return root;
        for (var i = 0; i < experiments; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"run-{i:000000}");
            var folder = Path.Combine(root, $"project-{i % 10}", name);
            Directory.CreateDirectory(Path.Combine(folder, "logs"));
            Directory.CreateDirectory(Path.Combine(folder, "metrics"));
            Directory.CreateDirectory(Path.Combine(folder, "files"));
            File.WriteAllText(
                Path.Combine(folder, "experiment.json"),
                $$"""{"name": "{{name}}", "project": "project-{{i % 10}}", "description": null, "tags": ["baseline", "group-{{i % 7}}"], "bindrs": [], "prefix": "project-{{i % 10}}/{{name}}", "metadata": {"seed": {{i}}}, "created_at": "2026-01-31T12:34:56.123456Z", "write_protected": false, "id": "{{i}}", "status": "COMPLETED", "started_at": "2026-01-31T12:34:56.123456Z", "ended_at": "2026-01-31T12:35:56.123456Z", "error": null, "runs": [{"started_at": "2026-01-31T12:34:56.123456Z", "ended_at": "2026-01-31T12:35:56.123456Z", "status": "COMPLETED", "host": "bench", "pid": 1}]}""");
        }

        return root;
    }
}
