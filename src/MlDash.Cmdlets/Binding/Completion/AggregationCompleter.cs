namespace MlDash.Cmdlets.Binding;

/// <summary>Completes names of aggregations.</summary>
public sealed class AggregationCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        Enum.GetValues<SummaryAggregation>().Select(aggregation => new CompletedName(aggregation.ToString(), () => TipOf(aggregation)));

    private static string TipOf(SummaryAggregation aggregation) => aggregation switch
    {
        SummaryAggregation.Mean => "Arithmetic mean",
        SummaryAggregation.Std => "Sample standard deviation",
        SummaryAggregation.Min => "The smallest",
        SummaryAggregation.Max => "The largest",
        SummaryAggregation.Count => "How many",
        SummaryAggregation.Median or SummaryAggregation.P50 => "The middle one",
        SummaryAggregation.Sum => "The sum",
        SummaryAggregation.First => "The first that was kept",
        SummaryAggregation.Last => "The last that was kept",
        _ => $"What {aggregation.ToString()[1..]} % of the values do not exceed",
    };
}
