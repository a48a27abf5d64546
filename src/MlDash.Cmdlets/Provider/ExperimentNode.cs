using System.Collections;
using System.Runtime.CompilerServices;
using MlDash.Cmdlets.Sessions;
using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Provider;

/// <summary>An experiment: its data under five names, and the experiments inside its folder.</summary>
internal sealed class ExperimentNode(DrivePath path, DriveTree tree, Experiment experiment) : DriveNode(path)
{
    private static readonly string[] _dataNames = ["logs", "metrics", "params", "tracks", "files"];

    private readonly ExperimentLink _link = new(experiment);

    public override Experiment Experiment => experiment;

    public override bool IsContainer => true;

    /// <summary>Whether a name below an experiment is that of its data.</summary>
    public static bool IsData(string name, StringComparer names) => _dataNames.Contains(name, names);

    public override Task<object> GetItemAsync(CancellationToken cancellationToken) => Task.FromResult<object>(experiment);

    public override async IAsyncEnumerable<DriveNode> ChildrenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in _dataNames)
            yield return Data(name);
        await foreach (var inner in tree.BelowAsync(Path, null, cancellationToken).ConfigureAwait(false))
        {
            if (!_dataNames.Contains(inner.Path.Leaf))
                yield return inner;
        }
    }

    /// <summary>A place in the data.</summary>
    /// <param name="name">One of the five names.</param>
    /// <param name="rest">The names below it.</param>
    /// <param name="names">How names are compared.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<DriveNode?> FindDataAsync(string name, string[] rest, StringComparer names, CancellationToken cancellationToken)
    {
        var top = Data(_dataNames.First(data => names.Equals(data, name)));
        if (rest.Length == 0)
            return top;
        return top is IDataFolder folder ? await folder.FindAsync(rest, names, cancellationToken).ConfigureAwait(false) : null;
    }

    private DriveNode Data(string name) => name switch
    {
        "logs" => new LogNode(Path.Child(name), experiment),
        "metrics" => new DataFolderNode<MetricInfo>(
            Path.Child(name), experiment, "Metrics", new(experiment.ListMetricsAsync, metric => metric.Name.Split('/'), ReadMetricAsync)),
        "tracks" => new DataFolderNode<TrackInfo>(
            Path.Child(name), experiment, "Tracks", new(experiment.ListTracksAsync, track => track.Topic.Split('/'), ReadTrackAsync)),
        "files" => new DataFolderNode<FileEntry>(
            Path.Child(name),
            experiment,
            "Files",
            new(token => experiment.Files.FindAsync(new FileQuery(), token), file => file.Path.Split('/'), null) { Show = file => new DriveFile(file) }),
        _ => new DataFolderNode<Parameter>(
            Path.Child(name),
            experiment,
            "Params",
            new(ListParametersAsync, parameter => [parameter.Name], ReadParameterAsync))
        { Content = ListParametersAsync },
    };

    private async IAsyncEnumerable<object> ReadMetricAsync(MetricInfo metric, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var point in experiment.Metric(metric.Name).ReadAsync(new MetricQuery(), cancellationToken).ConfigureAwait(false))
            yield return PointView.Of(point, metric.Name, _link);
    }

    private async IAsyncEnumerable<object> ReadTrackAsync(TrackInfo track, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in experiment.Track(track.Topic).ReadAsync(new TrackQuery(), cancellationToken).ConfigureAwait(false))
            yield return PointView.Of(entry, track.Topic, _link);
    }

    private async IAsyncEnumerable<Parameter> ListParametersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (DictionaryEntry parameter in await experiment.Parameters.GetAsync(cancellationToken).ConfigureAwait(false))
            yield return new Parameter((string)parameter.Key, parameter.Value) { Experiment = _link };
    }

    private static async IAsyncEnumerable<object> ReadParameterAsync(Parameter parameter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (parameter.Value is { } value)
            yield return value;
    }
}
