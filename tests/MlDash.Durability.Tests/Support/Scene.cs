using System.Text.Json;
using MlDash.Recording;
using MlDash.Storage.Local;

namespace MlDash.Durability.Tests;

/// <summary>A temporary root and what tests look at in it.</summary>
internal sealed class Scene(string? folder = null) : IDisposable
{
    public string Root { get; } = folder ?? Directory.CreateTempSubdirectory("mldash-breaking-").FullName;

    public Task<Experiment> StartAsync(string prefix = "run", RecordingOptions? options = null) =>
        Experiment.StartAsync(
            new LocalExperimentStore(Root).ToStore(), ExperimentPath.Parse(prefix), null, new ExperimentChange(), options ?? new RecordingOptions());

    public async Task<Experiment> GetAsync(string prefix = "run")
    {
        var store = new LocalExperimentStore(Root);
        return new(store.ToStore(), (await store.GetAsync(ExperimentPath.Parse(prefix), default))!);
    }

    /// <summary>Every line of a data file must be whole JSON; the numbers at its top level.</summary>
    public long[] Numbers(string member, params string[] path) =>
        [.. File.ReadLines(Path.Combine([Root, .. path])).Select(line => JsonDocument.Parse(line).RootElement.GetProperty(member).GetInt64())];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
