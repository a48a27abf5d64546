using System.Text.Json;
using MlDash.Json;
using MlDash.Protocol;
using MlDash.Server.Stores;

namespace MlDash.Server.Metrics;

/// <summary>Points as the lines that are stored, written while the body that holds them is read.</summary>
internal sealed class PointLines : IBatchItems, IDisposable
{
    private readonly PooledBuffer _lines = new(64 * 1024);

    public int Count { get; private set; }

    public static PointLines Of(IEnumerable<RawJson> points)
    {
        var lines = new PointLines();
        foreach (var point in points)
            lines.Add(point);
        return lines;
    }

    /// <inheritdoc />
    public void Begin()
    {
        Count = 0;
        _lines.Truncate(0);
    }

    /// <inheritdoc />
    /// <exception cref="StoreRefusalException">The point is too large.</exception>
    public void Add(RawJson item)
    {
        if (Count++ > 0)
            _lines.Write("\n"u8);
        // What is no object is kept under one name, rather than refused.
        var isObject = item.Kind == JsonValueKind.Object;
        if (!isObject)
            _lines.Write("{\"value\":"u8);
        Lines.Copy(item.Bytes.Span, _lines.GetSpan(item.Bytes.Length));
        _lines.Advance(item.Bytes.Length);
        if (!isObject)
            _lines.Write("}"u8);
    }

    /// <summary>The lines, as a store takes them.</summary>
    public byte[] ToArray() => _lines.WrittenSpan.ToArray();

    public void Dispose() => _lines.Dispose();
}
