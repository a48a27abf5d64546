using MimeTypes;

namespace MlDash.Files;

/// <summary>Media types by file name.</summary>
internal static class ContentTypes
{
    /// <summary>What a file is when its name says nothing.</summary>
    public const string Default = "application/octet-stream";

    /// <summary>The media type a file name's extension stands for.</summary>
    public static string Of(string fileName) => Path.GetExtension(fileName) is { Length: > 1 } extension ? MimeTypeMap.GetMimeType(extension) : Default;
}
