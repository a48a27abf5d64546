using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Waits until experiments that others record have ended, and returns each as it ends.</summary>
[Cmdlet(VerbsLifecycle.Wait, "MlDashExperiment")]
[OutputType(typeof(Experiment))]
public sealed class WaitMlDashExperimentCommand : ExperimentCommand
{
    private readonly List<Experiment> _experiments = [];

    /// <summary>The experiments to wait for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [LiveExperiment(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExperimentCompleter))]
    [NotNull]
    public override ExperimentReference[] Experiment { get; set; } = [];

    /// <summary>Seconds to wait for all of them. Default: without an end.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.0, 86400.0 * 24)]
    public double? Timeout { get; set; }

    /// <summary>Seconds between two looks.</summary>
    [Parameter]
    [ValidateRange(0.05, 3600.0)]
    public double Interval { get; set; } = 1;

    /// <inheritdoc />
    protected override void Process()
    {
        // What this session records ends only when this command has ended.
        Session.RefuseOpen(Target);
        _experiments.Add(Target);
    }

    /// <inheritdoc />
    protected override void Finish()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(CancelToken);
        if (Timeout is { } seconds)
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        var interval = TimeSpan.FromSeconds(Interval);
        var waits = _experiments.ToDictionary(experiment => experiment.WaitForEndAsync(interval, limit.Token));
        while (waits.Count > 0)
        {
            var ended = Await(Task.WhenAny(waits.Keys));
            waits.Remove(ended, out var experiment);
            Show(ended, experiment!);
        }

        base.Finish();
    }

    private void Show(Task<Experiment> wait, Experiment experiment)
    {
        try
        {
            WriteObject(Await(wait));
        }
        catch (OperationCanceledException) when (!Stopping)
        {
            Report(new ExperimentException(
                "WaitTimeout",
                $"Experiment '{experiment}' has not ended after {Timeout} seconds.",
                "Wait longer with -Timeout, or look at it with Get-MlDashLog -Wait.")
            { Category = FaultCategory.OperationTimeout, Target = experiment.Prefix });
        }
        catch (MlDashException fault)
        {
            Report(fault);
        }
    }
}
