using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MlDash.Cmdlets.Base;

/// <summary>Which script a command runs for.</summary>
internal static class CallingScript
{
    /// <summary>
    /// Full path of the script that calls a command; when it is called by code without a file, such as a registered function, of the nearest script that has
    /// led there. Null at a prompt.
    /// </summary>
    public static string? Of(InvocationInfo invocation) => invocation.ScriptName is { Length: > 0 } script
        ? script
        : Runspace.DefaultRunspace?.Debugger?.GetCallStack().Select(frame => frame.ScriptName).FirstOrDefault(name => !string.IsNullOrEmpty(name));
}
