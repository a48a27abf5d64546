using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text;

namespace MlDash.Dashboard.Routing;

/// <summary>The files of the built page, which lie in this assembly.</summary>
internal static class PageFiles
{
    private const string Folder = "dist/";

    private static readonly FrozenDictionary<string, PageFile> _files = Read();

    // A server has one path; whoever asks cannot choose it.
    private static readonly ConcurrentDictionary<string, PageFile> _indexes = new(StringComparer.Ordinal);

    /// <summary>The page itself.</summary>
    public static PageFile Index => _files["index.html"];

    /// <summary>
    /// The page where it is opened at paths below its own: it says where that is, and its files are named from there. The address in its head is no
    /// <c>base</c>, which the policy of the page forbids.
    /// </summary>
    /// <param name="path">The path, ending with a slash.</param>
    public static PageFile IndexAt(string path) => _indexes.GetOrAdd(path, static at =>
    {
        var attribute = WebUtility.HtmlEncode(at);
        var page = Encoding.UTF8.GetString(Index.Bytes)
            .Replace("<head>", $"<head>\n    <meta name=\"mldash-base\" content=\"{attribute}\" />", StringComparison.Ordinal)
            .Replace("=\"./", $"=\"{attribute}", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(page);
        return new(bytes, Index.ContentType, Tags.Of(bytes));
    });

    /// <summary>A file by its name; null when there is none.</summary>
    public static PageFile? Find(string name) => _files.GetValueOrDefault(name);

    private static FrozenDictionary<string, PageFile> Read()
    {
        var assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Folder.Length..], name => Of(assembly, name), StringComparer.Ordinal);
    }

    private static PageFile Of(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => throw new InvalidOperationException($"The page has a file of an unknown kind: {name}."),
        };
        return new(bytes, type, Tags.Of(bytes));
    }
}

/// <summary>A file of the page.</summary>
internal sealed record PageFile(byte[] Bytes, string ContentType, string ETag);
