using System.Management.Automation;

namespace MlDash.Cmdlets.Binding;

/// <summary>Takes paths of experiments as <see cref="ExperimentPathText"/> says, for parameters that are text.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ExperimentPathAttribute : PathTextAttribute
{
    /// <summary>Whether slashes at the ends say something: <c>/a</c> lies right under the root, <c>a/</c> is a folder.</summary>
    public bool KeepsEnds { get; set; }

    private protected override string Read(string text, EngineIntrinsics engine)
    {
        var (path, drive) = ExperimentPathText.Read(text, engine.SessionState);
        if (drive is not null)
            throw new ArgumentTransformationMetadataException(
                $"'{text}' is a path of the drive {drive.Name}, and this parameter takes paths under a root or on a server. "
                + "Give the path without the drive and say with -Root or -Remote where it is, or use Get-Item and the pipeline.");
        return KeepsEnds ? path : path.Trim('/');
    }
}
