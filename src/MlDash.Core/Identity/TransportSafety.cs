namespace MlDash.Identity;

/// <summary>Keeps tokens from being read on the way.</summary>
public static class TransportSafety
{
    /// <summary>Refuses a server to which a token would travel unencrypted over a network.</summary>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>, <c>IllegalServerAddress</c>.</exception>
    public static void Require(Uri server)
    {
        if (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp)
            throw new ConfigurationException(
                "IllegalServerAddress",
                $"The address '{server}' does not begin with http or https.",
                "Give an address such as https://dash.example.org.")
            { Target = server };
        if (server.UserInfo.Length > 0)
            throw new ConfigurationException(
                "IllegalServerAddress", "The address contains a user name or a password.", "Log in with Connect-MlDash, or give -ApiKey.");
        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback && Environment.GetEnvironmentVariable("ML_DASH_ALLOW_HTTP") != "1")
        {
            throw new ConfigurationException(
                "InsecureTransport",
                $"The address '{server}' does not use https, so the login would be sent unencrypted.",
                "Use https, or set ML_DASH_ALLOW_HTTP=1 where the network itself is safe.")
            { Target = server };
        }
    }
}
