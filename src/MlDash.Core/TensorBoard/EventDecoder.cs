using System.Diagnostics.CodeAnalysis;

namespace MlDash.TensorBoard;

/// <summary>Reads the events of one file. It remembers the plugin of each tag, which only the first value of a tag says.</summary>
public sealed class EventDecoder
{
    private const string ScalarsPlugin = "scalars";

    /// <summary>Plugins of more tags are not remembered.</summary>
    private const int MostTags = 100_000;

    private readonly Dictionary<string, string> _plugins = new(StringComparer.Ordinal);

    /// <summary>Reads the data of a record.</summary>
    /// <param name="record">The data.</param>
    /// <param name="read">The event.</param>
    /// <returns>False when it is no event.</returns>
    public bool TryDecode(ReadOnlyMemory<byte> record, [NotNullWhen(true)] out RecordedEvent? read)
    {
        var (seconds, step, version) = (0d, 0L, (string?)null);
        var values = new List<EventValue>();
        var isWhole = true;
        var fields = new ProtoReader(record);
        while (isWhole && fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.Type == WireType.Fixed64:
                    seconds = fields.Double;
                    break;
                case 2 when fields.Type == WireType.Varint:
                    step = (long)fields.Bits;
                    break;
                case 3 when fields.Type == WireType.Bytes:
                    version = fields.Text;
                    break;
                case 5 when fields.Type == WireType.Bytes:
                    isWhole = TrySummary(fields.Bytes, values);
                    break;
            }
        }

        read = isWhole && !fields.IsBroken ? new(seconds, step, values) { FileVersion = version } : null;
        return read is not null;
    }

    private bool TrySummary(ReadOnlyMemory<byte> summary, List<EventValue> values)
    {
        var fields = new ProtoReader(summary);
        while (fields.Next())
        {
            if (!fields.IsBytes(1))
                continue;
            if (!TryValue(fields.Bytes, out var value))
                return false;
            values.Add(value);
        }

        return !fields.IsBroken;
    }

    private bool TryValue(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out EventValue? value)
    {
        var (tag, kind, content, number) = (string.Empty, EventKind.Unknown, ReadOnlyMemory<byte>.Empty, (object?)null);
        var (plugin, pluginData) = ((string?)null, ReadOnlyMemory<byte>.Empty);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.Type == WireType.Bytes:
                    tag = fields.Text;
                    break;
                case (int)EventKind.Scalar when fields.Type == WireType.Fixed32:
                    (kind, number) = (EventKind.Scalar, TensorNumber.Shortest(BitConverter.UInt32BitsToSingle((uint)fields.Bits)));
                    break;
                case (int)EventKind.Image or (int)EventKind.Histogram or (int)EventKind.Audio or (int)EventKind.Tensor when fields.Type == WireType.Bytes:
                    (kind, content) = ((EventKind)fields.Field, fields.Bytes);
                    break;
                case 9 when fields.Type == WireType.Bytes:
                    (plugin, pluginData) = PluginOf(fields.Bytes);
                    break;
            }
        }

        plugin = Remember(tag, plugin);
        if (kind == EventKind.Tensor && plugin is null or ScalarsPlugin)
            number = TensorNumber.Of(content);
        value = fields.IsBroken ? null : new(tag, kind) { Plugin = plugin, PluginData = pluginData, Number = number, Content = content };
        return value is not null;
    }

    private string? Remember(string tag, string? plugin)
    {
        if (plugin is null)
            return _plugins.GetValueOrDefault(tag);
        if (_plugins.Count < MostTags)
            _plugins[tag] = plugin;
        return plugin;
    }

    /// <summary>The name and the data of the plugin in the metadata of a value.</summary>
    private static (string? Name, ReadOnlyMemory<byte> Data) PluginOf(ReadOnlyMemory<byte> metadata)
    {
        var (name, data) = ((string?)null, ReadOnlyMemory<byte>.Empty);
        var fields = new ProtoReader(metadata);
        while (fields.Next())
        {
            if (!fields.IsBytes(1))
                continue;
            var plugin = new ProtoReader(fields.Bytes);
            while (plugin.Next())
            {
                if (plugin.IsBytes(1))
                    name = plugin.Text;
                else if (plugin.IsBytes(2))
                    data = plugin.Bytes;
            }
        }

        return (name, data);
    }
}
