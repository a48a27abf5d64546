using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Security;
using MlDash.Cmdlets.Waiting;

namespace MlDash.Cmdlets.Commands;

/// <summary>Records with what parameters a registered function is called. The function's proxy calls it; it has no use elsewhere.</summary>
public sealed class RegisteredCall
{
    private readonly OrderedDictionary _defaults = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="function">The function, whose constant defaults are recorded, too.</param>
    public RegisteredCall(ScriptBlock function)
    {
        foreach (var parameter in FunctionText.ParametersOf(function))
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

    /// <summary>Records the parameters of a call. A function runs whether they can be recorded or not.</summary>
    /// <param name="experiment">The experiment of the call.</param>
    /// <param name="bound">The parameters that were given.</param>
    /// <returns>Why some were not recorded.</returns>
    public IReadOnlyList<string> Record(Experiment experiment, IDictionary bound)
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

    /// <summary>Neither what every command takes nor a secret, which is no part of what an experiment depends on.</summary>
    private static bool IsRecorded(string name, object? value) =>
        !Cmdlet.CommonParameters.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !Cmdlet.OptionalCommonParameters.Contains(name, StringComparer.OrdinalIgnoreCase)
        && (value is PSObject wrapped ? wrapped.BaseObject : value) is not (SecureString or PSCredential or Experiment);
}
