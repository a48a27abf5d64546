using System.Text;
using MlDash.Import.Importing;
using MlDash.Storage.Local;

namespace MlDash.Import.Tests.Support;

/// <summary>A folder of sources and a folder of experiments, deleted at the end.</summary>
public sealed class ImportFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mldash-import-tests-").FullName;

    public ImportFolder() => Store = new LocalExperimentStore(Path.Combine(_root, "experiments"));

    public LocalExperimentStore Store { get; }

    public string Sources => Path.Combine(_root, "sources");

    /// <summary>Writes a file of a source.</summary>
    /// <param name="name">Its path below the folder of sources.</param>
    /// <param name="text">What is in it.</param>
    /// <returns>Its full path.</returns>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Sources, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Imports everything of a path.</summary>
    public async Task<List<ImportedExperiment>> ImportAsync(string path, string? project = null, ImportFormat? format = null)
    {
        var import = new ExperimentImport(Store) { Project = project, Format = format };
        var imported = new List<ImportedExperiment>();
        foreach (var found in import.Find(path, CancellationToken.None))
            imported.Add(await import.ImportAsync(found, CancellationToken.None));
        return imported;
    }

    public Task<ExperimentRecord?> RecordAsync(string prefix) => Store.GetAsync(ExperimentPath.Recorded(prefix), CancellationToken.None);

    public async Task<List<MetricPoint>> PointsAsync(string prefix, string metric)
    {
        var points = new List<MetricPoint>();
        await foreach (var point in Store.ReadMetricAsync(ExperimentPath.Recorded(prefix), metric, new MetricQuery(), CancellationToken.None))
            points.Add(point);
        return points;
    }

    public async Task<Dictionary<string, string>> FilesAsync(string prefix)
    {
        var files = new Dictionary<string, string>();
        await foreach (var file in Store.FindFilesAsync(ExperimentPath.Recorded(prefix), new FileQuery(), CancellationToken.None))
        {
            using var reader = new StreamReader(await Store.OpenFileAsync(file, CancellationToken.None));
            files[file.Path] = await reader.ReadToEndAsync();
        }

        return files;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
