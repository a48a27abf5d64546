using System.Management.Automation;

namespace MlDash.Cmdlets.Provider;

/// <summary>How <c>Get-Content</c> reads a file of an experiment.</summary>
public sealed class FileContentParameters
{
    /// <summary>Returns the content as one string.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Returns bytes.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Name of the text's encoding, such as utf-8, utf-16 or iso-8859-1. Default: utf-8; a byte order mark wins.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Encoding { get; set; } = "utf-8";
}
