using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// What a registered function's proxy knows: the function, what its experiments are started with, and how its parameters are recorded. It hangs on the
/// proxy's script block: where the proxy is, in whatever scope, that is, too, and it goes when the proxy goes. The proxy calls it; it has no use elsewhere.
/// </summary>
public sealed class RegisteredCall
{
    /// <summary>What the arguments are recorded under that a simple function has no parameter for.</summary>
    private const string Rest = "args";

    private static readonly ConditionalWeakTable<ScriptBlock, RegisteredCall> _ofProxies = [];

    private readonly OrderedDictionary _defaults = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="original">The function, whose constant defaults are recorded, too.</param>
    /// <param name="start">Parameters of Invoke-MlDashExperiment.</param>
    internal RegisteredCall(FunctionInfo original, Hashtable start)
    {
        Original = original;
        Start = start;
        foreach (var parameter in FunctionText.ParametersOf(original.ScriptBlock))
        {
            if (parameter.DefaultValue is not { } value)
                continue;
            try
            {
                _defaults[parameter.Name.VariablePath.UserPath] = value.SafeGetValue();
            }
            catch (InvalidOperationException)
            {
                // It is computed in the call; nobody but the function knows its value.
            }
        }
    }

    /// <summary>The function as it was.</summary>
    public FunctionInfo Original { get; }

    /// <summary>Parameters of Invoke-MlDashExperiment.</summary>
    public Hashtable Start { get; }

    /// <summary>What a proxy that is being called knows; null when it is only a copy of the text of one.</summary>
    /// <param name="invocation">Its <c>$MyInvocation</c>.</param>
    public static RegisteredCall? Of(InvocationInfo invocation) => Behind(invocation.MyCommand);

    /// <summary>The error of a copy.</summary>
    /// <param name="invocation">Its <c>$MyInvocation</c>.</param>
    public static ErrorRecord Lost(InvocationInfo invocation) => ErrorRecords.Of(new ExperimentException(
        "FunctionNotRegistered",
        $"'{invocation.MyCommand.Name}' has the text of a registered function, but is not registered itself.",
        "Copy the function before it is registered, and run Register-MlDashFunction where the copy is called.")
    { Category = FaultCategory.InvalidOperation, Target = invocation.MyCommand.Name });

    internal static void Attach(ScriptBlock proxy, RegisteredCall call) => _ofProxies.Add(proxy, call);

    internal static bool IsProxy(FunctionInfo function) => Behind(function) is not null;

    internal static RegisteredCall? Behind(CommandInfo command) => command switch
    {
        FunctionInfo function => _ofProxies.TryGetValue(function.ScriptBlock, out var call) ? call : null,
        // The script block of the function, called by itself.
        ScriptInfo script => _ofProxies.TryGetValue(script.ScriptBlock, out var call) ? call : null,
        _ => null,
    };

    /// <summary>Records the parameters of a call. A function runs whether they can be recorded or not.</summary>
    /// <param name="experiment">The experiment of the call.</param>
    /// <param name="bound">The parameters that were given.</param>
    /// <param name="rest">The arguments that are for no parameter.</param>
    /// <returns>Why some were not recorded.</returns>
    public IReadOnlyList<string> Record(Experiment experiment, IDictionary bound, object[] rest)
    {
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var source in new[] { _defaults, bound })
        {
            foreach (DictionaryEntry parameter in source)
            {
                if (IsRecorded((string)parameter.Key, parameter.Value))
                    values[parameter.Key] = parameter.Value;
            }
        }

        if (rest.Length > 0)
            values[Rest] = rest.Where(IsRecorded).ToArray();
        List<string> faults = [];
        if (!TrySet(experiment, values, null))
        {
            // One that cannot be recorded takes none of the others with it.
            foreach (DictionaryEntry parameter in values)
            {
                TrySet(
                    experiment,
                    new OrderedDictionary { [parameter.Key] = parameter.Value },
                    fault => faults.Add($"Parameter '{parameter.Key}' is not recorded: {fault.Message}"));
            }
        }

        return faults;
    }

    private static bool TrySet(Experiment experiment, OrderedDictionary values, Action<MlDashException>? report)
    {
        try
        {
            AsyncBridge.Await(experiment.Parameters.SetAsync(values));
            return true;
        }
        catch (MlDashException fault)
        {
            report?.Invoke(fault);
            return false;
        }
    }

    /// <summary>Not what every command takes.</summary>
    private static bool IsRecorded(string name, object? value) =>
        !Cmdlet.CommonParameters.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !Cmdlet.OptionalCommonParameters.Contains(name, StringComparer.OrdinalIgnoreCase)
        && IsRecorded(value);

    /// <summary>No secret, which is no part of what an experiment depends on.</summary>
    private static bool IsRecorded(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is not (SecureString or PSCredential or Experiment);
}
