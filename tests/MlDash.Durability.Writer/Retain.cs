using System.Globalization;
using MlDash.Retention;
using MlDash.Storage.Local;

/// <summary>Removes what the rules of a project say, and tells how many removals are done, first when none is.</summary>
internal static class Retain
{
    public static async Task RunAsync(string root, string project)
    {
        var retention = new LocalRetention(new LocalExperimentStore(root));
        var done = 0;
        var all = await retention.PlanAsync(project, null, default).ToListAsync();
        Console.WriteLine(done);
        foreach (var planned in all)
        {
            done += (await retention.ApplyAsync(planned, default)).Done ? 1 : 0;
            Console.WriteLine(done.ToString(CultureInfo.InvariantCulture));
        }
    }
}
