using System.Management.Automation;
using MlDash.Cmdlets.Base;
using MlDash.Cmdlets.Binding;

namespace MlDash.Cmdlets.Commands;

/// <summary>Makes a registered function what it was before.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "MlDashFunction", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterMlDashFunctionCommand : MlDashCommand
{
    /// <summary>Name of the function.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    [NotNull]
    public string[] Name { get; set; } = [];

    /// <inheritdoc />
    protected override void Process()
    {
        foreach (var name in Name)
        {
            try
            {
                var function = new RegisteredFunction(this, name);
                if (!function.IsRegistered)
                    throw new ExperimentException(
                        "FunctionNotRegistered", $"The function '{name}' is not registered.", "Register it with Register-MlDashFunction.")
                    { Target = name };
                if (ShouldProcess(name, "Run calls without an experiment"))
                    function.Unregister();
            }
            catch (MlDashException fault)
            {
                Report(fault);
            }
        }
    }
}
