using System.Text.Json;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Recording;
using MlDash.Storage.Local;
using Microsoft.Extensions.Time.Testing;

namespace MlDash.Dashboard.Tests;

/// <summary>A folder of experiments and the answers that a page gets of it; removed at the end.</summary>
internal sealed class Scene : IDisposable
{
    private readonly DashboardRouter _router;

    public Scene()
    {
        Root = Directory.CreateTempSubdirectory("mldash-").FullName;
        Source = new("a folder", new LocalExperimentStore(Root), new(), Clock);
        _router = new([Source]);
    }

    public string Root { get; }

    /// <summary>The clock of the table of runs.</summary>
    public FakeTimeProvider Clock { get; } = new();

    public DashboardSource Source { get; }

    /// <summary>Records a run.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="record">What is recorded before it is completed.</param>
    public async Task RecordAsync(string path, Func<Experiment, Task> record)
    {
        var store = new LocalExperimentStore(Root).ToStore();
        var run = await Experiment.StartAsync(store, ExperimentPath.Parse(path), null, new() { Tags = ["t<1>"] }, new RecordingOptions());
        await record(run);
        await run.CompleteAsync(ExperimentStatus.Completed);
    }

    /// <summary>What a request is answered with.</summary>
    public Task<DashboardAnswer> AskAsync(string path, string query = "", string? ifNoneMatch = null, string method = "GET") =>
        _router.AnswerAsync(new(method, path, query, ifNoneMatch), CancellationToken.None);

    /// <summary>The answer to a question that is one.</summary>
    public async Task<JsonElement> AnswerAsync(string question, string query = "")
    {
        var answer = await AskAsync("/q/" + question, query);
        Assert.Equal(200, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
