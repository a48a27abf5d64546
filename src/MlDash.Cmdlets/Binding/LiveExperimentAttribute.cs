using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Sessions;

namespace MlDash.Cmdlets.Binding;

/// <summary>
/// Lets an experiment be given as an object or as the text of its path, and where it is only read, all of a project by the project. Says
/// what to do with one that has become a copy of its properties on its way through a job or a remote session.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class LiveExperimentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes several.</summary>
    public bool Many { get; set; }

    /// <summary>Whether the command only reads: then a copy is as good, since it says where its experiment is kept.</summary>
    public bool Reads { get; set; }

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (CopiedExperiment.Is(inputData))
        {
            var copy = CopiedExperiment.Of((PSObject)inputData!);
            return Reads ? Transform(engineIntrinsics, copy) : throw new ArgumentTransformationMetadataException(
                $"The experiment is a copy of '{copy}', as jobs and remote sessions receive it. "
                + "Pass its prefix and root instead, and open it there with Start-MlDashExperiment -Resume, or read it with Get-MlDashExperiment. "
                + "In thread jobs and ForEach-Object -Parallel, $using: passes the experiment itself.");
        }

        if (Reads && CopiedExperiment.IsRow(inputData))
            return Transform(engineIntrinsics, CopiedExperiment.Of((PSObject)inputData!));
        return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            DriveItem { Owner: { } owner, Kind: var kind } when Reads => Transform(engineIntrinsics, new DataOfExperiment(owner, kind)),
            Project project when Reads => Transform(engineIntrinsics, new ExperimentsOfProject(project)),
            ExperimentReference given => Many ? (object)new[] { given } : given,
            string text => Transform(engineIntrinsics, Named(ExperimentPathText.Read(text, engineIntrinsics.SessionState))),
            IList list when Many && list.Cast<object?>().All(IsOne) => list.Cast<object?>().SelectMany(All).ToArray(),
            _ => inputData,
        };

        IEnumerable<ExperimentReference> All(object? one) => (ExperimentReference[])Transform(engineIntrinsics, one)!;
    }

    private static NamedExperiment Named((string Path, MlDashDrive? Drive) read) => read.Path.Trim('/') is { Length: > 0 } path
        ? new(path, read.Drive)
        : throw Unbindable.Because("The path of the experiment is empty. Give one such as 'vision/run-1'.");

    private bool IsOne(object? item) =>
        CopiedExperiment.Is(item)
        || (Reads && CopiedExperiment.IsRow(item))
        || item is string or ExperimentReference or Project or PSObject { BaseObject: string or ExperimentReference or Project };
}
