using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;
using MlDash.Cmdlets.Views;
using MlDash.Parameters;
using MlDash.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>Reads the parameters of an experiment, flat as names and values, or nested as one object.</summary>
[Cmdlet(VerbsCommon.Get, "MlDashParam", DefaultParameterSetName = FlatSet)]
[OutputType(typeof(Parameter), ParameterSetName = [FlatSet])]
[OutputType(typeof(PSObject), ParameterSetName = [NestedSet])]
public sealed class GetMlDashParamCommand : ExperimentCommand
{
    private const string FlatSet = "Flat";
    private const string NestedSet = "Nested";

    /// <summary>Names to read; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ParamCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <summary>Names of parameters without wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ParamCompleter))]
    [NotNull]
    public string[] LiteralName { get; set; } = [];

    /// <summary>A parameter, as Get-MlDashParam returns it: read again, or read from the experiments of <c>-Experiment</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public Parameter? InputObject { get; set; }

    /// <summary>Returns one object with groups inside it.</summary>
    [Parameter(ParameterSetName = NestedSet, Mandatory = true)]
    public SwitchParameter Nested { get; set; }

    /// <inheritdoc />
    protected override void Process()
    {
        var all = Await(Source.Parameters.GetAsync(CancelToken));
        var wanted = new OrderedDictionary(StringComparer.Ordinal);
        Wildcard[] patterns = [.. Asked.Select(Wildcard.ForName)];
        // A name in brackets that fits nothing as a pattern is a name.
        patterns = [.. patterns, .. Wildcard.NamesAmong(patterns, all.Keys.Cast<string>()).Select(Wildcard.ForName)];
        foreach (DictionaryEntry parameter in all)
        {
            if (patterns.Length == 0 || patterns.Any(pattern => pattern.IsMatch((string)parameter.Key)))
                wanted[parameter.Key] = parameter.Value;
        }

        ReportMissing(wanted);
        if (Nested)
        {
            WriteObject(ObjectView.Of(ParameterFlattening.Unflatten(wanted)));
            return;
        }

        var link = new ExperimentLink(Target);
        foreach (DictionaryEntry parameter in wanted)
            WriteObject(new Parameter((string)parameter.Key, parameter.Value) { Experiment = link });
    }

    private string[] Asked => InputObject is null ? Wildcard.All(Name, LiteralName) : [Wildcard.Escape(InputObject.Name)];

    private void ReportMissing(OrderedDictionary found)
    {
        foreach (var name in Asked.Where(name => !Wildcard.HasWildcard(name)).Select(Wildcard.Unescape))
        {
            if (!found.Keys.Cast<string>().Contains(name, StringComparer.OrdinalIgnoreCase))
                Report(new ExperimentException(
                    "ParameterNotFound",
                    $"Parameter '{name}' was not found.",
                    "Run Get-MlDashParam to list the parameters there are." + Wildcard.Hint(name))
                { Category = FaultCategory.ObjectNotFound, Target = name });
        }
    }
}
