using System.Text;
using MlDash.Server.Http;

namespace MlDash.Server.Nodes;

/// <summary>
/// What a name may be when it is made. The server keeps names as labels, but clients make files and folders of them: what no disk takes is refused here, not
/// when somebody receives it. The same rule for nodes, metrics and topics; what is recorded already is read and appended to as it is.
/// </summary>
internal static class NodeNames
{
    /// <summary>What disks take in one segment.</summary>
    private const int MostBytes = 255;

    /// <summary>What all segments of a metric or topic may have together.</summary>
    private const int MostBytesOfPath = 4096;

    /// <summary>The name, if it may be one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What gets it, for the message.</param>
    /// <exception cref="ApiException">400 that says what is wrong with it.</exception>
    public static string Check(string? name, string what)
    {
        if (string.IsNullOrEmpty(name))
            throw ApiException.Malformed($"The name of {what} is missing. Give one.");
        if (Encoding.UTF8.GetByteCount(name) is var bytes and > MostBytes)
            throw ApiException.Malformed($"The name of {what} has {bytes} bytes in UTF-8; at most {MostBytes} are allowed. Choose a shorter name.");
        if (name is "." or ".." || name.Any(char.IsControl))
            throw ApiException.Malformed($"The name of {what} is '.' or '..' or holds control characters. Choose a name without them.");
        return name;
    }

    /// <summary>A name that is one segment of a path, so that it holds no <c>/</c>.</summary>
    /// <exception cref="ApiException">400 that says what is wrong with it.</exception>
    public static string CheckSegment(string? name, string what) =>
        Check(name, what).Contains('/', StringComparison.Ordinal)
            ? throw ApiException.Malformed($"The name of {what} holds no '/'; found '{name}'. Put it into folders instead.")
            : name!;

    /// <summary>The name of a metric or a topic, which may hold <c>/</c>; each segment may be a name. Clients also send empty ones.</summary>
    /// <exception cref="ApiException">400 that says what is wrong with it.</exception>
    public static string CheckPath(string name, string what)
    {
        if (Encoding.UTF8.GetByteCount(name) is var bytes and > MostBytesOfPath)
            throw ApiException.Malformed($"The name of {what} has {bytes} bytes in UTF-8; at most {MostBytesOfPath} are allowed. Choose a shorter name.");
        foreach (var segment in name.Split('/').Where(s => s.Length > 0))
            Check(segment, what);
        return name;
    }
}
