using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Remoting.Internal;

namespace MlDash.Cmdlets.Capture;

/// <summary>Writes a record to the stream it is of. Not exported.</summary>
[Cmdlet(VerbsCommunications.Write, "MlDashStream")]
internal sealed class ReturnStreamsCommand : PSCmdlet
{
    /// <summary>The record.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject Record { get; set; } = null!;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        switch (Record.BaseObject)
        {
            case ErrorRecord error:
                WriteErrorAsItIs(error);
                break;
            case WarningRecord warning:
                WriteWarning(warning.Message);
                break;
            case VerboseRecord verbose:
                WriteVerbose(verbose.Message);
                break;
            case DebugRecord debug:
                WriteDebug(debug.Message);
                break;
            case InformationRecord information:
                WriteInformation(information);
                break;
        }
    }

    /// <summary>WriteError would put this command in the place of the one the error is of.</summary>
    private void WriteErrorAsItIs(ErrorRecord error)
    {
        var errors = SessionState.PSVariable.GetValue("Error") as ArrayList;
        var before = errors?.Count;
        new PSStreamObject(PSStreamObjectType.Error, error).WriteStreamObject(this, false);
        // Whether a command of the block has failed was said when it wrote the error; that it passes here is no failure.
        InvokeCommand.HasErrors = false;
        // The list has every error already that belongs there; lines of native commands do not.
        if (errors?.Count > before && StreamLog.IsNative(error))
            errors.RemoveAt(0);
    }
}
