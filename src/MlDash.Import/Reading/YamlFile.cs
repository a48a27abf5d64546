using System.Collections.Specialized;
using MlDash.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MlDash.Import.Reading;

/// <summary>YAML as plain values: maps, lists, texts and numbers. Tags are not followed, so nothing in a file makes an object.</summary>
internal static class YamlFile
{
    /// <summary>Nodes that a document may become; what refers to itself over and over would be more.</summary>
    private const int MostNodes = 1_000_000;

    private const int Deepest = 100;

    /// <summary>The document of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="warn">Learns of damage.</param>
    /// <returns>Null when there is none, or it is damaged.</returns>
    public static OrderedDictionary? Read(string path, Action<string> warn)
    {
        if (SmallFile.Read(path) is not { } bytes)
            return null;
        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(new MemoryStream(bytes));
            stream.Load(reader);
            var left = MostNodes;
            return stream.Documents.Count == 0 ? null : Value(stream.Documents[0].RootNode, ref left, 0) as OrderedDictionary;
        }
        catch (Exception fault) when (fault is YamlException or FormatException or InvalidOperationException or ArgumentException)
        {
            warn($"'{path}' is damaged and was not read: {fault.Message}");
            return null;
        }
    }

    private static object? Value(YamlNode node, ref int left, int depth)
    {
        if (--left < 0 || depth > Deepest)
            throw new FormatException("It has too many values.");
        switch (node)
        {
            case YamlMappingNode map:
                var values = JsonValues.NewMap();
                foreach (var (key, value) in map.Children)
                    values[(key as YamlScalarNode)?.Value ?? key.ToString()] = Value(value, ref left, depth + 1);
                return values;
            case YamlSequenceNode list:
                var items = new List<object?>();
                foreach (var item in list.Children)
                    items.Add(Value(item, ref left, depth + 1));
                return items.ToArray();
            case YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } plain:
                return plain.Value is null or "" or "~" or "null" ? null : SourceText.Value(plain.Value);
            case YamlScalarNode text:
                return text.Value;
            default:
                return null;
        }
    }
}
