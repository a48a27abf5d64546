using System.Collections.Specialized;
using System.Text;
using MlDash.Import.Reading;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.Wandb;

/// <summary>Parts of W&amp;B's messages that several of them have.</summary>
internal static class WandbItems
{
    private const int Key = 1;
    private const int NestedKey = 2;
    private const int Json = 16;

    /// <summary>A name and a value that is JSON text: an item of a history, a config, a summary.</summary>
    public static KeyValuePair<string, object?> Item(ReadOnlyMemory<byte> message)
    {
        var (name, path, value) = (string.Empty, new List<string>(), (object?)null);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(Key))
                name = fields.Text;
            else if (fields.IsBytes(NestedKey))
                path.Add(fields.Text);
            else if (fields.IsBytes(Json))
                value = SourceJson.Value(fields.Bytes.ToArray());
        }

        return new(path.Count > 0 ? string.Join('.', path) : name, value);
    }

    /// <summary>Sets and removes items of a map: a field 1 is set, a field 2 removed.</summary>
    public static void Update(OrderedDictionary map, ReadOnlyMemory<byte> message)
    {
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Type != WireType.Bytes)
                continue;
            var (name, value) = Item(fields.Bytes);
            if (fields.Field == 1)
                map[name] = value;
            else if (fields.Field == 2)
                map.Remove(name);
        }
    }

    /// <summary>A time: seconds and nanoseconds since 1970.</summary>
    public static double Time(ReadOnlyMemory<byte> message)
    {
        var (seconds, nanoseconds) = (0L, 0L);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields is { Field: 1, Type: WireType.Varint })
                seconds = (long)fields.Bits;
            else if (fields is { Field: 2, Type: WireType.Varint })
                nanoseconds = (long)fields.Bits;
        }

        return seconds + Math.Round(nanoseconds / 1e3) / 1e6;
    }

    /// <summary>The texts of a message by the numbers of their fields; of several the last one.</summary>
    public static Dictionary<int, string> Texts(ReadOnlyMemory<byte> message)
    {
        var texts = new Dictionary<int, string>();
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Type == WireType.Bytes)
                texts[fields.Field] = Encoding.UTF8.GetString(fields.Bytes.Span);
        }

        return texts;
    }
}
