using System.Collections.Frozen;
using System.Reflection;

namespace MlDash.Dashboard.Routing;

/// <summary>The files of the built page, which lie in this assembly.</summary>
internal static class PageFiles
{
    private const string Folder = "dist/";

    private static readonly FrozenDictionary<string, PageFile> _files = Read();

    /// <summary>The page itself.</summary>
    public static PageFile Index => _files["index.html"];

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
