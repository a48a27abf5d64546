using System.Management.Automation;
using System.Reflection;

namespace MlDash.Cmdlets.Commands;

/// <summary>
/// Where the output of a command goes. PowerShell lets a native program write to the console itself when nothing else takes its output, and so does this.
/// The engine does not show it to cmdlets; where its members have changed, everything goes down the pipeline.
/// </summary>
internal static class OutputPlaces
{
    private const string ConsoleHost = "ConsoleHost";
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Whether the output is shown, and nothing takes it.</summary>
    public static bool ShowsOutput(PSCmdlet command) => IsShown(command, "OutputPipe");

    /// <summary>Whether the errors are shown, and nothing takes them.</summary>
    public static bool ShowsErrors(PSCmdlet command) => IsShown(command, "ErrorOutputPipe");

    /// <summary>Whether errors become output, by <c>2&gt;&amp;1</c>.</summary>
    public static bool MergesErrors(PSCmdlet command) => Of(command.CommandRuntime, "ErrorMergeTo")?.ToString() == "Output";

    /// <summary>Whether the host is a console, whose streams are those of the process.</summary>
    public static bool IsConsole(PSCmdlet command) => command.Host.Name == ConsoleHost;

    private static bool IsShown(PSCmdlet command, string pipe) =>
        IsConsole(command)
        && Of(Of(Of(command.CommandRuntime, pipe), "DownstreamCmdlet"), "CommandInfo") is CommandInfo { Name: "Out-Default" };

    private static object? Of(object? owner, string name) => owner?.GetType().GetProperty(name, Members)?.GetValue(owner);
}
