using MlDash.Cmdlets.Views;
using MlDash.Series;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes metrics with their fields, such as <c>val.loss</c>; fields that usually lie along x are left out.</summary>
public sealed class MetricFieldCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        if (request.FindExperiment() is not var (store, path))
            return request.AskOfExperiment("metrics", (server, at, token) => server.ListMetricNamesAsync(at, token)).Select(name => new CompletedName(name));
        return
            from metric in store.DescribeMetrics(path).TakeWhile(_ => !request.IsLate)
            from field in store.PeekMetric(path, metric.Name).SelectMany(point => point.Fields).DistinctBy(field => field.Key)
            where !SeriesX.UsualFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)
            select new CompletedName($"{metric.Name}.{field.Key}", () => ViewText.Value(field.Value));
    }
}
