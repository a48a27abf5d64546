using System.Management.Automation;

namespace MlDash.Cmdlets.Commands;

/// <summary>Finds a program as PowerShell does.</summary>
internal static class ProgramFile
{
    /// <summary>The full path of a program.</summary>
    /// <param name="command">The command that runs it.</param>
    /// <param name="name">A name or a path.</param>
    /// <exception cref="ConfigurationException"><c>ProgramNotFound</c>, <c>NotAProgram</c>.</exception>
    public static string Find(PSCmdlet command, string name)
    {
        var found = command.InvokeCommand.GetCommand(name, CommandTypes.Application | CommandTypes.ExternalScript);
        return found switch
        {
            ApplicationInfo program => program.Path,
            ExternalScriptInfo script => throw new ConfigurationException(
                "NotAProgram",
                $"'{script.Path}' is a script of PowerShell, not a program.",
                "Run it in a block: Invoke-MlDashCommand { ./script.ps1 }, or with: Invoke-MlDashCommand -- pwsh -File script.ps1.")
            { Target = name },
            _ when Directory.Exists(command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(name)) => throw new ConfigurationException(
                "NotAProgram", $"'{name}' is a folder, not a program.", "Give the path of a program in it.") { Target = name },
            _ => throw new ConfigurationException(
                "ProgramNotFound",
                $"The program '{name}' was not found in the folders of PATH, nor as a path from '{command.SessionState.Path.CurrentFileSystemLocation.ProviderPath}'.",
                "Check the name, or give the full path. Cmdlets and functions run in a block: Invoke-MlDashCommand { ... }.")
            { Category = FaultCategory.ObjectNotFound, Target = name },
        };
    }
}
