using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// A function whose calls run in an experiment: a proxy with the original's parameters that hands the call to Invoke-MlDashExperiment.
/// </summary>
internal sealed partial class RegisteredFunction(PSCmdlet command, string name)
{
    private const string Proxy = """
        {Help}
        {Binding}
        param({Parameters})
        begin {
            $__call = [MlDash.Cmdlets.Commands.RegisteredCall]::Of($MyInvocation)
            if ($null -eq $__call) { throw [MlDash.Cmdlets.Commands.RegisteredCall]::Lost($MyInvocation) }
            $__original = $__call.Original
            $__start = $__call.Start
            $__bound = @{} + $PSBoundParameters
            $__rest = {Rest}
            $__steps = $null
            if ({Plain}) {
                $__steps = { & $__original @__bound @__rest }.GetSteppablePipeline($MyInvocation.CommandOrigin)
                $__steps.Begin($MyInvocation.ExpectingInput, $ExecutionContext)
            } elseif ($MyInvocation.ExpectingInput) {
                $__block = {
                    param($Experiment)
                    begin {
                        $__call.Record($Experiment, $__bound, $__rest) | Write-Warning
                        {Inject}
                        $__inner = { & $__original @__bound @__rest }.GetSteppablePipeline($MyInvocation.CommandOrigin)
                        $__inner.Begin($true, $ExecutionContext)
                    }
                    process { $__inner.Process($_) }
                    end { $__inner.End() }
                }
                $__steps = { Invoke-MlDashExperiment @__start -ScriptBlock $__block }.GetSteppablePipeline($MyInvocation.CommandOrigin)
                $__steps.Begin($true, $ExecutionContext)
            }
        }
        process {
            if ($null -ne $__steps) { $__steps.Process($_) }
        }
        end {
            if ($null -ne $__steps) { $__steps.End(); return }
            Invoke-MlDashExperiment @__start -ScriptBlock {
                param($Experiment)
                $__call.Record($Experiment, $__bound, $__rest) | Write-Warning
                {Inject}
                & $__original @__bound @__rest
            }
        }
        clean {
            if ($null -ne $__steps) { $__steps.Clean() }
        }
        """;

    /// <summary>
    /// Makes a function of the same name beside the one that is registered: what it says and what is shown of it has its own name. The drive's own
    /// change of a function changes the object, too, so the object that was there cannot be kept.
    /// </summary>
    private static readonly ScriptBlock _copy = ScriptBlock.Create("""
        param($Name, $Block)
        Set-Item -LiteralPath "function:local:$Name" -Value $Block
        $ExecutionContext.InvokeCommand.GetCommand("local:$Name", 'Function')
        """);

    /// <summary>Whether calls run in an experiment now.</summary>
    public bool IsRegistered => RegisteredCall.IsProxy(RequireFunction());

    /// <summary>Replaces the function by the proxy, in the scope that has the function.</summary>
    /// <param name="start">Parameters of Invoke-MlDashExperiment.</param>
    public void Register(Hashtable start)
    {
        var function = RequireFunction();
        var proxy = ScriptBlock.Create(ProxyOf(function));
        RegisteredCall.Attach(proxy, new RegisteredCall(CopyOf(function), start));
        SetFunction(proxy);
    }

    /// <summary>Restores the original function.</summary>
    public void Unregister() => SetFunction(RegisteredCall.Behind(RequireFunction())!.Original.ScriptBlock);

    /// <exception cref="ExperimentException"><c>FunctionNotFound</c>.</exception>
    private FunctionInfo RequireFunction() => command.SessionState.InvokeCommand.GetCommand(name, CommandTypes.Function) as FunctionInfo
        ?? throw new ExperimentException("FunctionNotFound", $"Function '{name}' was not found.", "Define the function first.")
        { Category = FaultCategory.ObjectNotFound, Target = name };

    private FunctionInfo CopyOf(FunctionInfo function) =>
        (FunctionInfo)command.InvokeCommand.InvokeScript(useLocalScope: true, _copy, null, function.Name, function.ScriptBlock)[0].BaseObject;

    private static string ProxyOf(FunctionInfo original)
    {
        var metadata = new CommandMetadata(original);
        var takesExperiment = original.Parameters.ContainsKey(nameof(Experiment));
        var parts = new Dictionary<string, string>
        {
            ["Help"] = FunctionText.HelpOf(original.ScriptBlock),
            ["Binding"] = original.CmdletBinding ? ProxyCommand.GetCmdletBindingAttribute(metadata) : string.Empty,
            ["Parameters"] = original.CmdletBinding ? ProxyCommand.GetParamBlock(metadata) : SimpleParameters(original.ScriptBlock),
            ["Rest"] = original.CmdletBinding ? "@()" : "$args",
            // Of a call that is only tried out, nothing is recorded.
            ["Plain"] = metadata.SupportsShouldProcess ? "$WhatIfPreference" : "$false",
            ["Inject"] = takesExperiment ? "if (-not $__bound.ContainsKey('Experiment')) { $__bound['Experiment'] = $Experiment }" : string.Empty,
        };
        // In one pass: what stands in a part in braces, such as a parameter ${Rest}, is no place of the template.
        return Place().Replace(Proxy, place => parts[place.Groups["part"].Value]);
    }

    /// <summary>
    /// Parameters of a function without CmdletBinding, which also takes arguments it does not name. Defaults are left to the original.
    /// </summary>
    private static string SimpleParameters(ScriptBlock function) => string.Join(
        ", ",
        FunctionText.ParametersOf(function)
            .Select(parameter => string.Concat(parameter.Attributes.Select(attribute => attribute.Extent.Text)) + parameter.Name.Extent.Text));

    [GeneratedRegex(@"\{(?<part>[A-Z][a-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    private void SetFunction(ScriptBlock block) =>
        command.SessionState.InvokeProvider.Item.Set(["function:" + name], block, force: true, literalPath: true);
}
