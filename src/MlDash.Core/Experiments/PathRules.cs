using System.Buffers;
using System.Text;

namespace MlDash.Experiments;

/// <summary>
/// What a segment of a prefix, a metric name, a track topic or a logical file path may be. Names are made by a strict rule, so that each works on every
/// disk and server; what is recorded already, by whichever tool, is read by a lenient one.
/// </summary>
internal static class PathRules
{
    /// <summary>Bytes of UTF-8: the longest name of the disks in use, and what fits every server.</summary>
    public const int LongestSegment = 255;

    private const int LongestShown = 100;

    private static readonly SearchValues<char> _refused = SearchValues.Create("\\:*?\"<>|");

    private static readonly HashSet<string> _deviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM\u00b9", "COM\u00b2", "COM\u00b3",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT\u00b9", "LPT\u00b2", "LPT\u00b3",
    };

    /// <summary>Names of the format's own files. A folder of such a name would stand where the file has to lie.</summary>
    private static readonly HashSet<string> _formatNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "experiment.json", ".experiment.lock", "parameters.json", ".parameters.lock",
        "logs.jsonl", ".log_sequence", ".log_sequence.lock",
        "data.jsonl", "metadata.json", ".metadata.lock",
        ".files_metadata.json", ".files_metadata.lock",
    };

    /// <summary>Cuts the path of something that is made at <c>/</c> and checks every segment.</summary>
    /// <param name="path">The path as given; slashes at both ends are dropped.</param>
    /// <param name="what">What the path is, for the error: <c>prefix</c>, <c>metric name</c> …</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment.</exception>
    public static string[] Split(string path, string what) => Cut(path, what, (segment, _) => Fault(segment) ?? FormatFault(segment));

    /// <summary>
    /// Cuts the logical path of a file that is saved and checks every segment. The bytes lie in a folder of their own, so a file may be called
    /// <c>metadata.json</c>; only the first folder stands beside files of the format.
    /// </summary>
    /// <param name="path">Folders and name as given; slashes at both ends are dropped.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment.</exception>
    public static string[] SplitFile(string path) =>
        Cut(path, "file path", (segment, isFirstFolder) => Fault(segment) ?? (isFirstFolder ? FormatFault(segment) : null));

    /// <summary>Checks the name of one folder, made of several segments or of one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="path">What it was made of, for the error.</param>
    /// <param name="what">What the path is, for the error.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>.</exception>
    public static void CheckFolder(string name, string path, string what)
    {
        if ((Fault(name) ?? FormatFault(name)) is { } fault)
            throw Illegal(path, what, name, fault);
    }

    /// <summary>
    /// Cuts the path of something that is recorded already, here or by another tool. Every name is taken but those that lead elsewhere; whether a disk
    /// can hold it is asked where it meets one.
    /// </summary>
    /// <param name="path">The path as it was recorded; slashes at both ends are dropped.</param>
    /// <param name="what">What the path is, for the error.</param>
    /// <exception cref="ExperimentException"><c>IllegalPath</c>, naming the segment.</exception>
    public static string[] SplitRecorded(string path, string what) => Cut(path, what, (segment, _) => Misleading(segment));

    /// <summary>Whether something may be made under a path of these segments.</summary>
    public static bool MayBeMade(string[] segments) => segments.All(segment => (Fault(segment) ?? FormatFault(segment)) is null);

    /// <summary>Why a segment leads elsewhere than to a place of its own; null when it does not.</summary>
    public static string? Misleading(string segment) => segment switch
    {
        "" => "it is empty",
        "." or ".." => "it points elsewhere",
        _ => null,
    };

    /// <summary>Whether it is the name of a file of the format, or of one that only this product makes.</summary>
    public static bool IsOfFormat(string segment) =>
        _formatNames.Contains(segment) || segment.StartsWith(".mldash", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a segment is longer than disks and servers take; null when it is not.</summary>
    public static string? TooLong(string segment) =>
        Encoding.UTF8.GetByteCount(segment) is var bytes && bytes > LongestSegment ? $"it takes {bytes} bytes in UTF-8, more than {LongestSegment}" : null;

    /// <summary>Whether a letter may not be in the name of something that is made.</summary>
    public static bool IsRefused(Rune letter) => letter.IsBmp && _refused.Contains((char)letter.Value);

    /// <summary>Whether Windows takes a name for a device, whatever follows its first dot.</summary>
    public static bool IsDevice(string segment) => _deviceNames.Contains(segment.Split('.')[0].TrimEnd());

    /// <summary>Whether a text holds half a character: it would come back from disk and server as another one.</summary>
    public static bool HoldsHalfCharacter(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != OperationStatus.Done)
                return true;
            rest = rest[taken..];
        }

        return false;
    }

    /// <summary>The error for a path that cannot be used.</summary>
    public static ExperimentException Illegal(string path, string what, string segment, string fault) => new(
        "IllegalPath",
        $"The {what} '{Shortened(path)}' cannot be used: the segment '{Shortened(segment)}' is not allowed, {fault}.",
        $"Segments between '/' must not be empty, '.' or '..', take at most {LongestSegment} bytes in UTF-8, hold none of \\ : * ? \" < > | or control characters, "
        + "not end in a dot or a space, and not be the name of a Windows device or of a file of the format.")
    { Target = path };

    /// <summary>The beginning of a name, enough to know it by in a message.</summary>
    public static string Shortened(string name)
    {
        if (name.Length <= LongestShown)
            return name;
        var end = char.IsHighSurrogate(name[LongestShown - 1]) ? LongestShown - 1 : LongestShown;
        return name[..end] + "…";
    }

    private static string[] Cut(string path, string what, Func<string, bool, string?> faultOf)
    {
        var segments = path.Trim('/').Split('/');
        for (var at = 0; at < segments.Length; at++)
        {
            if (faultOf(segments[at], at == 0 && segments.Length > 1) is { } fault)
                throw Illegal(path, what, segments[at], fault);
        }

        return segments;
    }

    private static string? FormatFault(string segment) => IsOfFormat(segment) ? "it is the name of a file of the format" : null;

    private static string? Fault(string segment)
    {
        if (Misleading(segment) is { } misleading)
            return misleading;
        if (HoldsHalfCharacter(segment))
            return "it contains half of a surrogate pair";
        if (TooLong(segment) is { } length)
            return length;
        foreach (var letter in segment)
        {
            if (char.IsControl(letter))
                return $"it contains the control character U+{(int)letter:X4}";
        }

        if (segment.AsSpan().IndexOfAny(_refused) is var at and >= 0)
            return $"it contains '{segment[at]}'";
        if (segment[^1] is '.' or ' ')
            return "it ends in a dot or a space";
        return IsDevice(segment) ? "it is the name of a device on Windows" : null;
    }
}
