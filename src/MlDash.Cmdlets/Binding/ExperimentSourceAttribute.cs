using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Takes what leads to experiments: a project, an experiment, or the property of data that says which experiment it is from; nothing else binds.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ExperimentSourceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            Project project => project,
            _ when CopiedExperiment.Is(inputData) => CopiedExperiment.Of((PSObject)inputData!),
            ExperimentReference experiment => experiment,
            _ => throw Unbindable.Because($"'{inputData}' is neither an experiment nor a project. Give the path with -Prefix."),
        };
}
