namespace MlDash.Protocol;

/// <summary>The secret that the protocol publishes, so that a client can make tokens from a user name alone. Only a server in Development accepts it.</summary>
public static class DevelopmentSecret
{
    /// <summary>The secret.</summary>
    public const string Text = "your-secret-key-change-this-in-production";
}
