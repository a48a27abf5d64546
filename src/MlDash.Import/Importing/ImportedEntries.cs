using MlDash.Json;
using MlDash.Storage.Format;
using MlDash.Storage.Local;

namespace MlDash.Import.Importing;

/// <summary>The entries of one track that is imported.</summary>
/// <param name="stream">Where they go.</param>
/// <param name="topic">The topic here.</param>
internal sealed class ImportedEntries(ImportedStream stream, string topic)
{
    private readonly List<string> _columns = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private (double First, double Last)? _range;

    /// <summary>Where they go.</summary>
    public ImportedStream Stream => stream;

    /// <summary>Adds an entry.</summary>
    public void Add(double time, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var writer = stream.BeginJson();
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            if (_known.Add(name))
                _columns.Add(name);
            writer.WritePropertyName(name);
            ValueWriter.Write(writer, value);
        }

        writer.WriteEndObject();
        writer.Flush();
        stream.End((page, _, record) => TrackLine.Write(page, time, record));
        _range = _range is var (first, last) ? (Math.Min(first, time), Math.Max(last, time)) : (time, time);
    }

    /// <summary>Writes what stands beside the data.</summary>
    public void WriteMetadata(LocalLayout layout, long count, SeriesDescription description, DateTimeOffset now) => SmallDocument.Write(
        Path.Combine(layout.Track(topic), LocalLayout.MetadataFile),
        TrackMetadata.Received(topic, count, [.. _columns], _range?.First, _range?.Last, description, now, now));
}
