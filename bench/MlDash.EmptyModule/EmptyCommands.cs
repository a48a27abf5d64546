using System.Collections;
using System.Management.Automation;

namespace MlDash.EmptyModule;

/// <summary>The parameters of Add-MlDashMetric.</summary>
[Cmdlet(VerbsCommon.Add, "EmptyMetric", DefaultParameterSetName = "Point")]
public sealed class AddEmptyMetricCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public Uri? Experiment { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Point")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Value")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = "Point")]
    public object InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Nested")]
    public object Nested { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Value")]
    public object Value { get; set; } = null!;

    [Parameter(ParameterSetName = "Value")]
    public string Field { get; set; } = "value";

    [Parameter(ParameterSetName = "Value")]
    public long? Step { get; set; }

    [Parameter]
    public double? Timestamp { get; set; }

    [Parameter]
    public SwitchParameter Inherit { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public string[]? Tag { get; set; }

    [Parameter]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    public SwitchParameter Buffer { get; set; }

    [Parameter]
    public SwitchParameter Flush { get; set; }

    protected override void ProcessRecord()
    {
    }
}

/// <summary>The parameters of Write-MlDashLog.</summary>
[Cmdlet(VerbsCommunications.Write, "EmptyLog", DefaultParameterSetName = "Message")]
public sealed class WriteEmptyLogCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public Uri? Experiment { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Message")]
    [AllowEmptyString]
    [AllowNull]
    public object? Message { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ErrorRecord")]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(Position = 1)]
    public string? Level { get; set; }

    [Parameter]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    [Parameter]
    public SwitchParameter Echo { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Flush { get; set; }

    protected override void ProcessRecord()
    {
    }
}
