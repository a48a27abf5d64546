using System.Collections.Specialized;
using MlDash.TensorBoard;

namespace MlDash.Import.Sources.TensorBoard;

/// <summary>Hyperparameters of TensorBoard's plugin: what a session was started with, and how it ended.</summary>
internal static class Hyperparameters
{
    /// <summary>The name of the plugin.</summary>
    public const string Plugin = "hparams";

    private const int SessionStart = 3;
    private const int SessionEnd = 4;

    /// <summary>Reads the data of the plugin.</summary>
    /// <param name="data">The data.</param>
    /// <param name="parameters">Gets names and values.</param>
    /// <returns>How the session ended; null when this does not say so.</returns>
    public static ExperimentStatus? Read(ReadOnlyMemory<byte> data, OrderedDictionary parameters)
    {
        ExperimentStatus? status = null;
        var fields = new ProtoReader(data);
        while (fields.Next())
        {
            if (fields.IsBytes(SessionStart))
                ReadStart(fields.Bytes, parameters);
            else if (fields.IsBytes(SessionEnd))
                status = StatusOf(fields.Bytes);
        }

        return status;
    }

    private static void ReadStart(ReadOnlyMemory<byte> message, OrderedDictionary parameters)
    {
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(1) && Entry(fields.Bytes) is { Key.Length: > 0 } entry)
                parameters[entry.Key] = entry.Value;
        }
    }

    /// <summary>An entry of a map: its key, and a value of any kind.</summary>
    private static KeyValuePair<string, object?> Entry(ReadOnlyMemory<byte> message)
    {
        var (name, value) = (string.Empty, (object?)null);
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.IsBytes(1))
                name = fields.Text;
            else if (fields.IsBytes(2))
                value = ValueOf(fields.Bytes);
        }

        return new(name, value);
    }

    private static object? ValueOf(ReadOnlyMemory<byte> message)
    {
        object? value = null;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            value = (fields.Field, fields.Type) switch
            {
                (2, WireType.Fixed64) => fields.Double,
                (3, WireType.Bytes) => fields.Text,
                (4, WireType.Varint) => fields.Bits != 0,
                _ => value,
            };
        }

        return value;
    }

    private static ExperimentStatus StatusOf(ReadOnlyMemory<byte> message)
    {
        var status = ExperimentStatus.Unknown;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields is { Field: 1, Type: WireType.Varint })
            {
                status = fields.Bits switch
                {
                    1 => ExperimentStatus.Completed,
                    2 => ExperimentStatus.Failed,
                    3 => ExperimentStatus.Running,
                    _ => ExperimentStatus.Unknown,
                };
            }
        }

        return status;
    }
}
