using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;

namespace MlDash.PesterHarness.StandIns;

/// <summary>
/// A command about items of a provider. It calls the methods of the engine that the command of PowerShell calls, so that a provider meets what it meets there:
/// filters, dynamic parameters, ShouldProcess, literal paths, errors and output as they come. Those methods are internal; without PowerShell there is no other way.
/// </summary>
public abstract class ProviderStandIn : PSCmdlet, IDynamicParameters
{
    protected const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";
    private const BindingFlags Inside = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Type ContextType = typeof(PSObject).Assembly.GetType("System.Management.Automation.CmdletProviderContext", throwOnError: true)!;

    private object? _context;
    private object? _dynamic;

    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ParameterSetName = LiteralSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    public string? Filter { get; set; }

    [Parameter]
    public string[] Include { get; set; } = [];

    [Parameter]
    public string[] Exclude { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected string[] Paths => ParameterSetName == LiteralSet ? LiteralPath : Path;

    /// <summary>The context of this call, as the engine's methods take it.</summary>
    private protected object Context => _context ??= NewContext();

    public object? GetDynamicParameters() => _dynamic = DynamicParametersOf(Path.FirstOrDefault() ?? ".", NewContext());

    protected override void StopProcessing() => Call(Context, "StopProcessing");

    private protected virtual object? DynamicParametersOf(string path, object context) => null;

    /// <summary>Calls a method of the engine by name; of several the one with parameters for these arguments.</summary>
    private protected static object? Call(object target, string method, params object?[] arguments)
    {
        var found = target.GetType().GetMethods(Inside).Where(candidate => candidate.Name == method).Single(candidate =>
            candidate.GetParameters() is var parameters && parameters.Length == arguments.Length
            && parameters.Zip(arguments).All(pair => pair.Second is null ? !pair.First.ParameterType.IsValueType : pair.First.ParameterType.IsInstanceOfType(pair.Second)));
        return found.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private object NewContext()
    {
        var context = Activator.CreateInstance(ContextType, Inside, null, [this], null)!;
        Set(context, "Force", Force);
        Set(context, "SuppressWildcardExpansion", ParameterSetName == LiteralSet);
        Set(context, "DynamicParameters", _dynamic);
        Call(context, "SetFilters", new Collection<string>(Include), new Collection<string>(Exclude), Filter);
        return context;
    }

    private static void Set(object context, string property, object? value) => ContextType.GetProperty(property, Inside)!.SetValue(context, value);
}
