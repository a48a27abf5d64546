using MlDash.Storage;

namespace MlDash.Remote.Tests.Contract;

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

    private protected override bool FreesAtOnce => false;
}
