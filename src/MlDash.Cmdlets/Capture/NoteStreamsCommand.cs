using System.Management.Automation;

namespace MlDash.Cmdlets.Capture;

/// <summary>Takes the merged streams of a block: logs everything, passes output on, and writes the rest back to its stream. Not exported.</summary>
[Cmdlet(VerbsCommunications.Write, "MlDashNote")]
internal sealed class NoteStreamsCommand : PSCmdlet
{
    /// <summary>Signed output, or a record of another stream.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>What it is noted in.</summary>
    [Parameter(Mandatory = true)]
    public StreamLog Log { get; set; } = null!;

    /// <summary>What gives records back.</summary>
    [Parameter(Mandatory = true)]
    public StreamReturn Return { get; set; } = null!;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (InputObject.BaseObject is SignedOutput output)
        {
            Log.Output(output.Value);
            WriteObject(output.Value);
            return;
        }

        Log.Record(InputObject.BaseObject);
        Return.Write(InputObject.BaseObject);
    }
}
