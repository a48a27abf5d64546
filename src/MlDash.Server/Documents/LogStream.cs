namespace MlDash.Server.Documents;

/// <summary>The stream that an experiment's log entries are in; a log has no document of its own.</summary>
internal static class LogStream
{
    /// <summary>Name of the stream.</summary>
    public static string Of(string experimentId) => $"log/{experimentId}";
}
