namespace MlDash.Cmdlets.Binding;

/// <summary>Completes what lies along x: the words for it, then fields of the metrics that the line names.</summary>
public sealed class XAxisCompleter : FieldCompleter
{
    private static readonly (string Word, string Tip)[] _words =
    [
        ("Default", "The time, else step, else epoch, else the index"),
        ("Index", "The place of each point in the metric"),
        ("Time", "The time of each point"),
        ("RelativeTime", "The time since the first point of each curve"),
    ];

    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word) =>
        _words.Select(one => new CompletedName(one.Word, () => one.Tip)).Concat(base.Find(request, word));
}
