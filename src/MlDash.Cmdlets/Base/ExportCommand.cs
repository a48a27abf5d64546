using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Base;

/// <summary>A command that writes points or entries to a file of the disk.</summary>
public abstract class ExportCommand : ExperimentCommand
{
    /// <summary>File to write.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The earliest time: seconds, since 1970 for metrics, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("From")]
    [Timestamp(TakesAgo = true)]
    public double? Since { get; set; }

    /// <summary>The latest time: seconds, since 1970 for metrics, a date, or how long ago it is: <c>1h</c>.</summary>
    [Parameter]
    [Alias("To")]
    [Timestamp(TakesAgo = true)]
    public double? Until { get; set; }

    /// <summary>Whether a file that is there is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether all is written, so that its number is known; a range is counted only by reading it.</summary>
    private protected bool WritesAll => Since is null && Until is null;

    /// <summary>Returns the file that was written, where it is asked for.</summary>
    private protected void Pass(string target)
    {
        if (PassThru)
            WriteObject(new FileInfo(target));
    }
}
