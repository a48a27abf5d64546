using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Parameters;

namespace MlDash.Cmdlets.Commands;

/// <summary>Sets parameters of an experiment: values of given names are replaced, others stay. Nested objects become dotted names.</summary>
[Cmdlet(VerbsCommon.Set, "MlDashParam", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(Parameter))]
public sealed class SetMlDashParamCommand : RecordingCommand
{
    private const string ObjectSet = "Object";
    private const string ValueSet = "Value";
    private const string JsonSet = "Json";

    private bool _isValueGiven;

    /// <summary>
    /// A hashtable, or any object with properties; or the name of one parameter, with its value behind it. Parameters that Get-MlDashParam read are set
    /// under their names.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [Alias("Parameters")]
    [ArgumentCompleter(typeof(ParamCompleter))]
    public object InputObject { get; set; } = null!;

    /// <summary>Name of one parameter; dots separate groups.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ValueSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ParamCompleter))]
    public string Name { get; set; } = null!;

    /// <summary>Value of that parameter: a scalar, an array, or an object, which is flattened below the name.</summary>
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ValueSet)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>A JSON file with an object of parameters, or the text of such an object.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JsonSet)]
    [Alias("JsonPath")]
    [ValidateNotNullOrEmpty]
    public string FromJson { get; set; } = null!;

    /// <summary>A name that is put in front of all names.</summary>
    [Parameter]
    public string? Prefix { get; set; }

    /// <summary>Renames a damaged parameter file and starts a new one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the parameters that were set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void Begin() => _isValueGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Value));

    /// <inheritdoc />
    protected override void Process()
    {
        if (MyInvocation.ExpectingInput)
            RecordItem(SetValues);
        else
            SetValues();
    }

    private void SetValues()
    {
        var experiment = Target;
        var flat = ParameterFlattening.Flatten(Values(), Prefix);
        var what = flat.Count == 1 ? "Set 1 parameter" : $"Set {flat.Count} parameters";
        if (!ShouldProcess(experiment.Prefix, what))
            return;
        Await(experiment.Parameters.SetAsync(flat, replaceDamaged: Force, cancellationToken: CancelToken));
        if (!PassThru)
            return;
        var link = new ExperimentLink(experiment);
        foreach (DictionaryEntry parameter in flat)
            WriteObject(new Parameter((string)parameter.Key, parameter.Value) { Experiment = link });
    }

    private IDictionary Values() => ParameterSetName switch
    {
        ValueSet => new OrderedDictionary { [Name] = Value },
        JsonSet when FromJson.TrimStart().StartsWith('{') => ExperimentParameters.ParseJson(FromJson),
        JsonSet => ExperimentParameters.ReadJson(ExistingFile(FromJson)),
        _ => AsDictionary(InputObject),
    };

    /// <summary>Parameters that were read are set again under their names, and a name with a value is one.</summary>
    private IDictionary AsDictionary(object input)
    {
        var plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is Parameter read)
            return new OrderedDictionary { [read.Name] = _isValueGiven ? Value : read.Value };
        if (plain is string name && _isValueGiven)
            return new OrderedDictionary { [name] = Value };
        Described.Refuse(input);
        return PointFields.MapOf(input) ?? throw new ExperimentException(
            "NotAnObject",
            $"'{input}' is neither a hashtable nor an object with properties.",
            "Give a value behind the name: Set-MlDashParam lr 0.1.")
        { Target = input };
    }
}
