using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Tests.Support;

/// <summary>A root folder of one test with a store on it, removed with all it holds at the end.</summary>
internal sealed class Scene : IDisposable
{
    public Scene()
    {
        // One level below the folder that is removed, so that a test can look at what lies beside the root.
        Outside = Directory.CreateTempSubdirectory("mldash-").FullName;
        Root = Directory.CreateDirectory(Path.Combine(Outside, "root")).FullName;
        Store = new LocalExperimentStore(Root);
    }

    /// <summary>The folder around the root.</summary>
    public string Outside { get; }

    public string Root { get; }

    public LocalExperimentStore Store { get; }

    public static ExperimentChange Unchanged { get; } = new();

    public Task<Experiment> StartAsync(string prefix = "project/run", ExperimentChange? change = null, RecordingOptions? options = null) =>
        Experiment.StartAsync(Store.ToStore(), ExperimentPath.Parse(prefix), null, change ?? Unchanged, options ?? new RecordingOptions());

    /// <summary>A stored experiment, for reading.</summary>
    public async Task<Experiment> GetAsync(string prefix = "project/run") =>
        new(Store.ToStore(), await Store.GetAsync(ExperimentPath.Parse(prefix), default)
            ?? throw new InvalidOperationException($"There is no experiment '{prefix}'."));

    /// <summary>A stored experiment as another process sees it: through a store of its own.</summary>
    public async Task<Experiment> GetElsewhereAsync(string prefix = "project/run")
    {
        var store = new LocalExperimentStore(Root);
        return new(
            store.ToStore(),
            await store.GetAsync(ExperimentPath.Parse(prefix), default) ?? throw new InvalidOperationException($"There is no experiment '{prefix}'."));
    }

    public async Task<ExperimentRecord> RecordAsync(string prefix = "project/run") => (await GetAsync(prefix)).Stored;

    /// <summary>Full path of something in the root.</summary>
    public string In(params string[] parts) => Path.GetFullPath(Path.Combine([Root, .. parts]));

    /// <summary>Writes a file below the root, with the folders above it.</summary>
    public string Put(string path, string content)
    {
        var full = In(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public void Dispose() => Directory.Delete(Outside, recursive: true);
}
