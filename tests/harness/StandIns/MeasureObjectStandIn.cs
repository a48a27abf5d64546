using System.Management.Automation;

namespace MlDash.PesterHarness.StandIns;

/// <summary>
/// The part of Measure-Object that tests use. The engine package does not carry the real one, which lives in PowerShell's Utility module.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObjectStandIn : PSCmdlet
{
    private readonly List<double> _values = [];
    private int _count;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string? Property { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not { } input)
            return;
        if (Property is null)
            _count++;
        else if (input.Properties[Property]?.Value is { } value)
            _values.Add(LanguagePrimitives.ConvertTo<double>(value));
    }

    protected override void EndProcessing()
    {
        var result = new PSObject();
        Add(result, "Count", Property is null ? _count : _values.Count);
        Add(result, "Minimum", Minimum && _values.Count > 0 ? _values.Min() : null);
        Add(result, "Maximum", Maximum && _values.Count > 0 ? _values.Max() : null);
        Add(result, "Sum", Sum ? _values.Sum() : null);
        Add(result, "Average", Average && _values.Count > 0 ? _values.Average() : null);
        WriteObject(result);
    }

    private static void Add(PSObject result, string name, object? value) => result.Properties.Add(new PSNoteProperty(name, value));
}
