using MlDash.Storage;

namespace MlDash.Remote.Tests.Contract;

/// <summary>The documents of a server that experiments are recorded to over HTTP.</summary>
public sealed class DocumentReaderContract : ExperimentReaderContract
{
    private ListeningServer _server = null!;
    private IExperimentReader _reader = null!;

    private protected override IExperimentReader Reader => _reader;

    private protected override async Task<Scene> SceneAsync()
    {
        var scene = new Scene();
        _server = await ListeningServer.StartAsync(scene);
        _reader = _server.ReaderOf("alice");
        return scene;
    }

    private protected override ExperimentStore Open(Scene scene) => scene.Remote(url: _server.Url).ToStore();

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
