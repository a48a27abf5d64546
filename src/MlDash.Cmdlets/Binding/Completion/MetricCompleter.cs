using MlDash.Cmdlets.Views;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of metrics.</summary>
public sealed class MetricCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.FindExperiment() is var (store, path)
        ? store.DescribeMetrics(path).Select(metric => new CompletedName(metric.Name, () => TipOf(metric)))
        : request.AskOfExperiment("metrics", (server, at, token) => server.ListMetricNamesAsync(at, token)).Select(name => new CompletedName(name));

    private static string TipOf(MetricInfo metric)
    {
        var points = CompletionTips.Count(metric.TotalPoints, "point", "points");
        return ViewText.Ago(metric.UpdatedAt) is { Length: > 0 } when ? $"{points}, {when}" : points;
    }
}
