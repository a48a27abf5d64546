namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of metrics that have values kept for a summary.</summary>
public sealed class KeptMetricCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) => request.Experiment is { } experiment
        ? experiment.Summaries.Peek(1).GroupBy(kept => kept.Metric, StringComparer.Ordinal)
            .Select(
                metric => new CompletedName(
                    metric.Key, () => string.Join(", ", metric.Select(kept => $"{kept.Key}: {CompletionTips.Count(kept.Count, "value", "values")}"))))
        : [];
}
