using System.Collections;
using System.Management.Automation;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// A function whose calls run in an experiment: a proxy with the original's parameters that hands the call to Invoke-MlDashExperiment.
/// The original and what experiments are started with lie beside the proxy, in its scope.
/// </summary>
internal sealed class RegisteredFunction(PSCmdlet command, string name)
{
    private const string Mark = "# A proxy of MlDash: every call runs in an experiment.";

    private const string Proxy = """
        {Help}
        {Binding}
        param({Parameters})
        begin {
            {Mark}
            $__bound = @{} + $PSBoundParameters
            $__rest = {Rest}
            $__start = ${{Start}}
            $__call = ${{Call}}
            $__steps = $null
            if ($MyInvocation.ExpectingInput) {
                $__block = {
                    param($Experiment)
                    begin {
                        $__call.Record($Experiment, $__bound) | Write-Warning
                        {Inject}
                        $__inner = { & '{Original}' @__bound @__rest }.GetSteppablePipeline($MyInvocation.CommandOrigin)
                        $__inner.Begin($true)
                    }
                    process { $__inner.Process($_) }
                    end { $__inner.End() }
                }
                $__steps = { Invoke-MlDashExperiment @__start -ScriptBlock $__block }.GetSteppablePipeline($MyInvocation.CommandOrigin)
                $__steps.Begin($true)
            }
        }
        process {
            if ($null -ne $__steps) { $__steps.Process($_) }
        }
        end {
            if ($null -ne $__steps) { $__steps.End(); return }
            Invoke-MlDashExperiment @__start -ScriptBlock {
                param($Experiment)
                $__call.Record($Experiment, $__bound) | Write-Warning
                {Inject}
                & '{Original}' @__bound @__rest
            }
        }
        clean {
            if ($null -ne $__steps) { $__steps.Clean() }
        }
        """;

    private FunctionInfo? Function => command.SessionState.InvokeCommand.GetCommand(name, CommandTypes.Function) as FunctionInfo;

    private string OriginalName => FunctionCompleter.OriginalPrefix + name;

    private string StartName => "__MlDashStart_" + name;

    private string CallName => "__MlDashCall_" + name;

    /// <summary>Whether calls run in an experiment now.</summary>
    public bool IsRegistered => RequireFunction().Definition.Contains(Mark, StringComparison.Ordinal);

    /// <summary>Replaces the function by the proxy.</summary>
    /// <param name="start">Parameters of Invoke-MlDashExperiment.</param>
    public void Register(Hashtable start)
    {
        var original = RequireFunction();
        SetFunction(OriginalName, original.ScriptBlock);
        command.SessionState.PSVariable.Set(StartName, start);
        command.SessionState.PSVariable.Set(CallName, new RegisteredCall(original.ScriptBlock));
        SetFunction(name, ScriptBlock.Create(ProxyOf(original)));
    }

    /// <summary>Restores the original function.</summary>
    public void Unregister()
    {
        var original = (FunctionInfo)command.SessionState.InvokeCommand.GetCommand(OriginalName, CommandTypes.Function);
        SetFunction(name, original.ScriptBlock);
        command.SessionState.InvokeProvider.Item.Remove(["function:" + OriginalName], recurse: false, force: true, literalPath: true);
        command.SessionState.PSVariable.Remove(StartName);
        command.SessionState.PSVariable.Remove(CallName);
    }

    /// <exception cref="ExperimentException"><c>FunctionNotFound</c>.</exception>
    private FunctionInfo RequireFunction() => Function
        ?? throw new ExperimentException("FunctionNotFound", $"Function '{name}' was not found.", "Define the function first.")
        { Category = FaultCategory.ObjectNotFound, Target = name };

    private string ProxyOf(FunctionInfo original)
    {
        var takesExperiment = original.Parameters.ContainsKey(nameof(Experiment));
        var parts = new Dictionary<string, string>
        {
            ["Mark"] = Mark,
            ["Binding"] = original.CmdletBinding ? ProxyCommand.GetCmdletBindingAttribute(new CommandMetadata(original)) : string.Empty,
            ["Parameters"] = original.CmdletBinding ? ProxyCommand.GetParamBlock(new CommandMetadata(original)) : SimpleParameters(original.ScriptBlock),
            ["Rest"] = original.CmdletBinding ? "@()" : "$args",
            ["Start"] = StartName,
            ["Call"] = CallName,
            ["Original"] = OriginalName.Replace("'", "''", StringComparison.Ordinal),
            ["Inject"] = takesExperiment ? "if (-not $__bound.ContainsKey('Experiment')) { $__bound['Experiment'] = $Experiment }" : string.Empty,
        };
        // Help comes last: a brace in it is none of ours.
        parts["Help"] = FunctionText.HelpOf(original.ScriptBlock);
        return parts.Aggregate(Proxy, (text, part) => text.Replace('{' + part.Key + '}', part.Value, StringComparison.Ordinal));
    }

    /// <summary>
    /// Parameters of a function without CmdletBinding, which also takes arguments it does not name. Defaults are left to the original.
    /// </summary>
    private static string SimpleParameters(ScriptBlock function) => string.Join(
        ", ",
        FunctionText.ParametersOf(function)
            .Select(parameter => string.Concat(parameter.Attributes.Select(attribute => attribute.Extent.Text)) + parameter.Name.Extent.Text));

    private void SetFunction(string function, ScriptBlock block) =>
        command.SessionState.InvokeProvider.Item.Set(["function:" + function], block, force: true, literalPath: true);
}
