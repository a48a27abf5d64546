using System.Diagnostics;
using System.Globalization;
using MlDash.Following;
using MlDash.Tests.Support;

namespace MlDash.Tests.Following;

/// <summary>A folder whose files are followed, and what is recorded of them.</summary>
public abstract class FollowedFolder : IDisposable
{
    protected FollowedFolder() => Folder = Directory.CreateDirectory(Path.Combine(Scene.Outside, "work")).FullName;

    private protected Scene Scene { get; } = new();

    private protected string Folder { get; }

    public void Dispose()
    {
        Scene.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<(string Text, string[] Warnings)> Follow(string[] patterns, Action write) => Follow(patterns, _ =>
    {
        write();
        return Task.CompletedTask;
    });

    private protected async Task<(string Text, string[] Warnings)> Follow(string[] patterns, Func<Experiment, Task> write)
    {
        await using var experiment = await Scene.StartAsync();
        var watch = FileWatch.Start(experiment, patterns, Folder, TimeProvider.System);
        await write(experiment);
        await watch.EndAsync();
        return (await TextOf(experiment), [.. watch.Warnings]);
    }

    private protected static async Task WaitFor(Func<Task<bool>> isSo)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await Task.Delay(20);
        }
    }

    /// <summary>All metrics with their points, a line each.</summary>
    private protected static async Task<string> TextOf(Experiment experiment)
    {
        var lines = new List<string>();
        await foreach (var metric in experiment.DescribeMetricsAsync(null))
        {
            var points = new List<string>();
            await foreach (var point in experiment.Metric(metric.Name).ReadAsync(new()))
            {
                var fields = point.Fields.Where(field => field.Key != MetricPoint.TimestampField);
                points.Add(string.Join(' ', fields.Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Key}={field.Value}"))));
            }

            lines.Add($"{metric.Name}: {string.Join('|', points)}");
        }

        return string.Join('\n', lines);
    }

    private protected string In(string name) => Path.Combine(Folder, name);

    private protected void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), content);
    }

    private protected void Append(string name, byte[] content)
    {
        using var file = new FileStream(In(name), FileMode.Append);
        file.Write(content);
    }
}
