using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Says what to do with an experiment that has become a copy of its properties on its way through a job or a remote session.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class LiveExperimentAttribute : ArgumentTransformationAttribute
{
    private const string Copied = "Deserialized.MlDash.Experiment";

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject wrapped && wrapped.TypeNames.Contains(Copied)
            ? throw new ArgumentTransformationMetadataException(
                $"The experiment is a copy of '{wrapped.Properties[nameof(Experiment.Prefix)]?.Value}', as jobs and remote sessions receive it. "
                + "Pass its prefix and root instead, and open it there with Start-MlDashExperiment -Resume, or read it with Get-MlDashExperiment. "
                + "In thread jobs and ForEach-Object -Parallel, $using: passes the experiment itself.")
            : inputData;
}
