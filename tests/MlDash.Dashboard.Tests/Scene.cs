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
    private readonly LocalExperimentStore _store;

    /// <param name="host">What shows the page; a viewer that changes nothing when absent.</param>
    public Scene(DashboardHost? host = null)
    {
        Root = Directory.CreateTempSubdirectory("mldash-").FullName;
        _store = new(Root);
        Source = new("a folder", _store, new(), Clock) { Updater = _store, Folders = _store.ToStore().Folders };
        Router = new([Source], host ?? new() { Kind = DashboardHost.Viewer });
    }

    /// <summary>A viewer whose page may change what it shows.</summary>
    public static DashboardHost Writable { get; } = new() { Kind = DashboardHost.Viewer, IsWritable = true };

    public DashboardRouter Router { get; }

    public string Root { get; }

    /// <summary>The clock of the table of runs.</summary>
    public FakeTimeProvider Clock { get; } = new();

    public DashboardSource Source { get; }

    /// <summary>Records a run.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="record">What is recorded before it is completed.</param>
    public async Task RecordAsync(string path, Func<Experiment, Task> record)
    {
        var run = await Experiment.StartAsync(_store.ToStore(), ExperimentPath.Parse(path), null, new() { Tags = ["t<1>"] }, new RecordingOptions());
        await record(run);
        await run.CompleteAsync(ExperimentStatus.Completed);
    }

    /// <summary>What a request is answered with.</summary>
    public Task<DashboardAnswer> AskAsync(string path, string query = "", string? ifNoneMatch = null, string method = "GET") =>
        Router.AnswerAsync(new(method, path, query, ifNoneMatch), CancellationToken.None);

    /// <summary>What a change is answered with.</summary>
    public async Task<(int Status, JsonElement Answer)> ChangeAsync(string change, object body, string? csrf = null)
    {
        var request = new DashboardRequest("POST", "/q/" + change, "", null)
        {
            Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)),
            Csrf = csrf,
        };
        var answer = await Router.AnswerAsync(request, CancellationToken.None);
        return (answer.Status, JsonDocument.Parse(answer.Body).RootElement);
    }

    /// <summary>Lets the table of runs look again.</summary>
    public void PassTime() => Clock.Advance(TimeSpan.FromMinutes(1));

    /// <summary>Puts a file where it belongs to nobody but the folder.</summary>
    public void Put(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>The answer to a question that is one.</summary>
    public async Task<JsonElement> AnswerAsync(string question, string query = "")
    {
        var answer = await AskAsync("/q/" + question, query);
        Assert.Equal(200, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
