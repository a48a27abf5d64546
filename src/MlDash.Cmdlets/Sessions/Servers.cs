using System.Net;
using System.Security;
using MlDash.Identity;
using MlDash.Recording;
using MlDash.Storage.Remote;

namespace MlDash.Cmdlets.Sessions;

/// <summary>Which server a command means.</summary>
internal static class Servers
{
    /// <summary>The server of an address as a user writes it; without one <c>ML_DASH_API_URL</c>, else the server of the last login.</summary>
    /// <exception cref="ConfigurationException"><c>NoServer</c>, <c>IllegalServerAddress</c>.</exception>
    public static Uri Address(string? given)
    {
        var text = given
            ?? new UserSettings().Text(Setting.Remote)
            ?? throw new ConfigurationException("NoServer", "No server is given.", "Give -Remote, set ML_DASH_API_URL, or log in once with Connect-MlDash.");
        if (!text.Contains("://", StringComparison.Ordinal))
            text = (IsThisMachine(text) ? "http://" : "https://") + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Host.Length > 0
            ? address
            : throw new ConfigurationException(
                "IllegalServerAddress",
                $"'{text}' is not the address of a server.",
                "Give an address such as https://dash.example.org or localhost:3000.")
            { Target = text };
    }

    /// <summary>An address that may be kept and shown: a name and password in it are refused, since others can read where they would lie.</summary>
    /// <exception cref="ConfigurationException"><c>SecretInAddress</c>.</exception>
    public static Uri WithoutSecret(Uri address) => address.UserInfo.Length == 0 ? address : throw new ConfigurationException(
        "SecretInAddress", "The address has a user name or a password in it, which is not kept.", "Give the address alone, and log in with Connect-MlDash.");

    /// <summary>The experiments of a server.</summary>
    public static RemoteExperimentStore Open(Uri address, string? apiKey, string? userName, bool offline) =>
        new(address, Credentials.Of(apiKey, userName), RecordingSettings.ReadSending(), offline);

    /// <summary>A token as text; null when none was given.</summary>
    public static string? TextOf(SecureString? apiKey) => apiKey is null ? null : new NetworkCredential(string.Empty, apiKey).Password;

    private static bool IsThisMachine(string text) => Uri.TryCreate("http://" + text, UriKind.Absolute, out var address) && address.IsLoopback;
}
