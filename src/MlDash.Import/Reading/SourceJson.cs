using System.Collections.Specialized;
using System.Text;
using System.Text.Json;
using MlDash.Json;

namespace MlDash.Import.Reading;

/// <summary>JSON as Python writes it, also with <c>NaN</c> and <c>Infinity</c>.</summary>
internal static class SourceJson
{
    /// <summary>The object in a text; null when it is none.</summary>
    public static OrderedDictionary? Object(string? text) => text is null ? null : Object(Encoding.UTF8.GetBytes(text));

    /// <summary>The object in bytes, which may be changed; null when it is none.</summary>
    public static OrderedDictionary? Object(Span<byte> utf8) => Value(utf8) as OrderedDictionary;

    /// <summary>The value in bytes, which may be changed; null when it is none.</summary>
    public static object? Value(Span<byte> utf8)
    {
        try
        {
            return JsonValues.Parse(utf8);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The object in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warn">Learns of damage.</param>
    /// <returns>Null when there is none, or it is damaged.</returns>
    public static OrderedDictionary? File(string path, Action<string> warn)
    {
        if (!System.IO.File.Exists(path))
            return null;
        if (SmallFile.Read(path) is { } bytes && Object(bytes) is { } found)
            return found;
        warn($"'{path}' was not read: it is no JSON object, or larger than {SmallFile.Longest >> 20} MB.");
        return null;
    }
}
