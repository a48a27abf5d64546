namespace MlDash.Client;

/// <summary>Names as parts of a request's path.</summary>
internal static class ServerPaths
{
    /// <summary>A metric's name: its segments stay segments.</summary>
    public static string Metric(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>A track's topic: one segment, slashes escaped.</summary>
    public static string Topic(string topic) => Uri.EscapeDataString(topic);
}
