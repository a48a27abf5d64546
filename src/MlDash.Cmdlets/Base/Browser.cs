using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;

namespace MlDash.Cmdlets.Base;

/// <summary>The browser of the user.</summary>
internal static class Browser
{
    /// <summary>Writes a line for whoever sits at the terminal; it is in no pipeline.</summary>
    public static void Tell(string text, MlDashCommand command) =>
        command.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);

    /// <summary>Opens a page; where there is no browser, nothing happens.</summary>
    public static void Open(Uri page, MlDashCommand command)
    {
        try
        {
            using var browser = Process.Start(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true }
                : new ProcessStartInfo("xdg-open", [page.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Exception none) when (none is Win32Exception or InvalidOperationException)
        {
            command.WriteVerbose($"No browser could be opened here: {none.Message}");
        }
    }
}
