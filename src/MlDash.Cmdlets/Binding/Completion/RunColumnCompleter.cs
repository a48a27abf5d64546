using System.Collections;
using MlDash.Comparing;
using MlDash.Experiments;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes what experiments are sorted by: words, their parameters, and facts of the fields of their metrics.</summary>
public sealed class RunColumnCompleter : NameCompleter
{
    private static readonly string[] _facts = ["last", "min", "max", "count"];

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        RunColumn.Words.Select(name => new CompletedName(name)).Concat(NamesOf(request.FindFacts()).Select(name => new CompletedName(name)));

    /// <summary>The parameters of experiments, and the facts of the fields of their metrics, each once.</summary>
    internal static IEnumerable<string> NamesOf(IEnumerable<RunFacts> runs)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            seen.UnionWith(run.Parameters.Cast<DictionaryEntry>().Select(parameter => $"params.{parameter.Key}"));
            seen.UnionWith(run.Metrics.SelectMany(metric =>
                metric.Value.Fields.SelectMany(field => _facts.Select(fact => $"metrics.{metric.Key}.{field.Name}.{fact}"))));
        }

        return seen.OrderBy(name => name.StartsWith("metrics.", StringComparison.Ordinal));
    }
}
