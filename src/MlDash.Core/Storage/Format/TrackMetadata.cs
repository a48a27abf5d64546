using System.Collections.Specialized;
using System.Globalization;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>The <c>metadata.json</c> of a track.</summary>
internal static class TrackMetadata
{
    /// <summary>The document with every member the format asks for, in its order; members it does not know are kept behind them.</summary>
    public static OrderedDictionary Complete(OrderedDictionary? stored, string topic, DateTimeOffset now)
    {
        var document = JsonValues.NewMap();
        document["trackId"] = $"local-track-{topic.Replace('/', '_')}";
        document["topic"] = topic;
        document["columns"] = Array.Empty<object?>();
        document["totalEntries"] = 0L;
        document["firstTimestamp"] = null;
        document["lastTimestamp"] = null;
        document["createdAt"] = IsoTime.Format(now);
        if (stored is null)
            return document;
        foreach (string key in stored.Keys)
            document[key] = stored[key];
        return document;
    }

    /// <summary>The document of a track that was recorded elsewhere.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="entries">How many entries it has.</param>
    /// <param name="columns">Its fields.</param>
    /// <param name="first">The first time; null: unknown.</param>
    /// <param name="last">The last time; null: unknown.</param>
    /// <param name="description">What is said about it there.</param>
    /// <param name="createdAt">When it was created there; null: unknown.</param>
    /// <param name="now">The time now.</param>
    public static OrderedDictionary Received(
        string topic, long entries, string[] columns, object? first, object? last, SeriesDescription description, DateTimeOffset? createdAt, DateTimeOffset now)
    {
        var document = Complete(null, topic, now);
        document["columns"] = columns;
        document["totalEntries"] = entries;
        document["firstTimestamp"] = first;
        document["lastTimestamp"] = last;
        document["createdAt"] = createdAt;
        MetricMetadata.Describe(document, description);
        return document;
    }

    /// <summary>Makes the range hold two more times.</summary>
    public static void Widen(OrderedDictionary document, double smallest, double largest)
    {
        document["firstTimestamp"] = Math.Min(Number(document["firstTimestamp"]) ?? smallest, smallest);
        document["lastTimestamp"] = Math.Max(Number(document["lastTimestamp"]) ?? largest, largest);
    }

    public static TrackInfo ToInfo(OrderedDictionary document, string topic) => new()
    {
        Topic = document.Text("topic") ?? topic,
        Columns = document.Texts("columns"),
        TotalEntries = document.Whole("totalEntries") ?? 0,
        FirstTimestamp = Number(document["firstTimestamp"]),
        LastTimestamp = Number(document["lastTimestamp"]),
        Description = document.Text("description"),
        Tags = document.Texts("tags"),
        Metadata = document.Map("metadata"),
        CreatedAt = document.Time("createdAt"),
    };

    private static double? Number(object? value) => value is double or long ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
}
