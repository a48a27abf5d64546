using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>An object of a block's output, so that it is not taken for a record of another stream.</summary>
internal sealed record SignedOutput(PSObject? Value);

/// <summary>Signs a block's output. Not exported.</summary>
[Cmdlet(VerbsCommunications.Write, "MlDashSignedOutput")]
internal sealed class SignOutputCommand : PSCmdlet
{
    /// <summary>An object of the output.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => WriteObject(new SignedOutput(InputObject));
}
