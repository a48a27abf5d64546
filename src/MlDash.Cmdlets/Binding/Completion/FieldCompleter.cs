using MlDash.Cmdlets.Views;
using MlDash.Text;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes fields of the metrics that the line names; of all metrics when it names none.</summary>
public class FieldCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        if (request.FindExperiment() is not var (store, path))
            yield break;
        var asked = Array.ConvertAll(request.Texts("Name"), Wildcard.ForName);
        foreach (var metric in store.DescribeMetrics(path).TakeWhile(_ => !request.IsLate))
        {
            if (asked.Length > 0 && !asked.Any(pattern => pattern.IsMatch(metric.Name)))
                continue;
            foreach (var field in store.PeekMetric(path, metric.Name).SelectMany(point => point.Fields).DistinctBy(field => field.Key))
                yield return new CompletedName(field.Key, () => $"{metric.Name}: {ViewText.Value(field.Value)}");
        }
    }
}
