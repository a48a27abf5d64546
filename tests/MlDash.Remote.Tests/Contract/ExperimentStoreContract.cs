using MlDash.Storage;

namespace MlDash.Remote.Tests.Contract;

/// <summary>What a store promises, whatever it keeps experiments in. Each class that derives from it runs all of it on one kind of store.</summary>
[Collection(Scene.OneAtATime)]
public abstract partial class ExperimentStoreContract : IAsyncLifetime
{
    private Scene? _scene;

    /// <summary>The store of this class.</summary>
    private protected abstract ExperimentStore Open(Scene scene);

    /// <summary>What the store needs around it: a server, unless a class says otherwise.</summary>
    private protected virtual Task<Scene> SceneAsync() => Scene.WithServerAsync();

    private ExperimentStore Store { get; set; } = null!;

    private IExperimentReader Reader => Store.Reader;

    public async ValueTask InitializeAsync()
    {
        _scene = await SceneAsync();
        Store = Open(_scene);
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The path that the store gives to an experiment of the project.</summary>
    private Task<ExperimentPath> PathAsync(string prefix) =>
        Store.Recorder.PlaceAsync(ExperimentPath.Of("project", null, prefix), "project", CancellationToken.None);

    private Task<Experiment> StartAsync(string prefix, ExperimentChange? change = null) => Scene.StartAsync(Store, prefix, change: change);

    /// <summary>Records an experiment to its end.</summary>
    private async Task<ExperimentPath> RecordAsync(string prefix, Func<Experiment, Task>? record = null, ExperimentChange? change = null)
    {
        await using var experiment = await StartAsync(prefix, change);
        if (record is not null)
            await record(experiment);
        await experiment.CompleteAsync(ExperimentStatus.Completed);
        return experiment.Stored.Path;
    }

    private async Task<string[]> FoundAsync(ExperimentQuery query) =>
        [.. (await Scene.ToListAsync(Reader.FindAsync(query, CancellationToken.None))).Select(record => record.Name)];
}

/// <summary>A folder.</summary>
public sealed class LocalStoreContract : ExperimentStoreContract
{
    private protected override Task<Scene> SceneAsync() => Task.FromResult(new Scene());

    private protected override ExperimentStore Open(Scene scene) => scene.Local("root").ToStore();
}

/// <summary>A folder that is also sent to a server.</summary>
public sealed class HybridStoreContract : ExperimentStoreContract
{
    private protected override ExperimentStore Open(Scene scene) => scene.Hybrid("root");
}

/// <summary>A server.</summary>
public sealed class RemoteStoreContract : ExperimentStoreContract
{
    private protected override ExperimentStore Open(Scene scene) => scene.Remote().ToStore();
}
