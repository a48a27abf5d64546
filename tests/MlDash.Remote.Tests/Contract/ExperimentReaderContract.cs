using System.Text;
using MlDash.Storage;

namespace MlDash.Remote.Tests.Contract;

/// <summary>What a reader promises, whoever recorded the experiments and in whatever form they are kept.</summary>
[Collection(Scene.OneAtATime)]
public abstract partial class ExperimentReaderContract : IAsyncLifetime
{
    private Scene? _scene;

    /// <summary>The store of this class.</summary>
    private protected abstract ExperimentStore Open(Scene scene);

    /// <summary>What the store needs around it: a server, unless a class says otherwise.</summary>
    private protected virtual Task<Scene> SceneAsync() => Scene.WithServerAsync();

    /// <summary>What experiments are recorded through.</summary>
    private protected ExperimentStore Store { get; private set; } = null!;

    /// <summary>What answers: the reader of the store, unless a class says otherwise.</summary>
    private protected virtual IExperimentReader Reader => Store.Reader;

    public async ValueTask InitializeAsync()
    {
        _scene = await SceneAsync();
        Store = Open(_scene);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The path that the store gives to an experiment of the project.</summary>
    private protected Task<ExperimentPath> PathAsync(string prefix) =>
        Store.Recorder.PlaceAsync(ExperimentPath.Of("project", null, prefix), "project", CancellationToken.None);

    private protected Task<Experiment> StartAsync(string prefix, ExperimentChange? change = null) => Scene.StartAsync(Store, prefix, change: change);

    /// <summary>Records an experiment to its end.</summary>
    private protected async Task<ExperimentPath> RecordAsync(string prefix, Func<Experiment, Task>? record = null, ExperimentChange? change = null)
    {
        await using var experiment = await StartAsync(prefix, change);
        if (record is not null)
            await record(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return experiment.Stored.Path;
    }

    private protected async Task<string[]> FoundAsync(ExperimentQuery query) =>
        [.. (await Scene.ToListAsync(Reader.FindAsync(query, CancellationToken.None))).Select(record => record.Name)];

    private protected static async Task<string> FaultAsync(Func<Task> what) => (await Assert.ThrowsAnyAsync<MlDashException>(what)).ErrorId;

    private protected static FileUpload Upload(string content) =>
        new() { Name = "best.pt", Folder = "models", Open = () => new MemoryStream(Encoding.UTF8.GetBytes(content)), CanReopen = true };

    private protected async Task<string> ReadAsync(FileEntry file)
    {
        using var reader = new StreamReader(await Reader.OpenFileAsync(file, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }
}
