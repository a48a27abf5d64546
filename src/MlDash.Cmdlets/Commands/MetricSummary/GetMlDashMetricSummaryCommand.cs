using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Shows the values that <c>Add-MlDashMetric -Buffer</c> has buffered, without changing them.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashMetricSummary")]
[OutputType(typeof(SummaryPeek))]
public sealed class GetMlDashMetricSummaryCommand : RecordingCommand
{
    /// <summary>Metrics to look at; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KeptMetricCompleter))]
    [NotNull]
    [NameText]
    public string[] Name { get; set; } = [];

    /// <summary>Names of metrics without wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeptMetricCompleter))]
    [NotNull]
    [NameText]
    public string[] LiteralName { get; set; } = [];

    /// <summary>How many of the last values to show of each key; 0: all.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    public int Last { get; set; } = 5;

    private protected override bool TakesData => false;

    /// <inheritdoc />
    protected override void Process()
    {
        var patterns = Array.ConvertAll(Wildcard.All(Name, LiteralName), Wildcard.ForName);
        foreach (var kept in Target.Summaries.Peek(Last))
        {
            if (patterns.Length == 0 || patterns.Any(pattern => pattern.IsMatch(kept.Metric)))
                WriteObject(kept);
        }
    }
}
