using System.Management.Automation;
using System.Management.Automation.Host;

namespace MlDash.Cmdlets.Views;

/// <summary>What can be shown where the output goes.</summary>
internal static class Terminal
{
    /// <summary>What a file gets, and a host that has no window.</summary>
    private static readonly Size _usual = new(80, 24);

    /// <summary>Whether letters arrive: a screen shows all of them, a file or program gets those of the console's code page.</summary>
    public static bool Shows(string letters) =>
        !Console.IsOutputRedirected || (Console.OutputEncoding is var output && output.GetString(output.GetBytes(letters)) == letters);

    /// <summary>Cells and rows of the window.</summary>
    public static Size SizeOf(PSHost host)
    {
        if (Console.IsOutputRedirected)
            return _usual;
        try
        {
            var size = host.UI.RawUI.WindowSize;
            return size is { Width: > 0, Height: > 0 } ? size : _usual;
        }
        catch (Exception windowless) when (windowless is HostException or NotImplementedException or NullReferenceException or IOException)
        {
            return _usual;
        }
    }

    /// <summary>Whether text for the pipeline may have escape sequences, as the session and the environment say.</summary>
    /// <param name="state">The session.</param>
    /// <param name="isLast">Whether nothing comes after the command in its pipeline.</param>
    public static bool TakesColor(SessionState state, bool isLast)
    {
        if (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
            return false;
        return ViewStyle.Rendering(state) switch
        {
            "PlainText" => false,
            "Ansi" => true,
            _ => isLast && !Console.IsOutputRedirected,
        };
    }
}
