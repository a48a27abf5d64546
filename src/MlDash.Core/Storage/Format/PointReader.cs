using System.Text.Json;

namespace MlDash.Storage.Format;

/// <summary>Turns stored lines of one metric into points, which share what repeats from point to point.</summary>
internal sealed class PointReader(MetricQuery query)
{
    private readonly FieldReader _names = new();
    private readonly RepeatedTime _times = new();

    /// <summary>The point of a line; null when the query does not ask for it.</summary>
    /// <exception cref="JsonException">The line is broken.</exception>
    public MetricPoint? Read(Span<byte> line) => PointLine.Read(line, query, _names, _times);
}
