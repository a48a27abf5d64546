using System.Collections;
using System.Collections.Specialized;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Storage.Format;

/// <summary>The <c>metadata.json</c> of a metric.</summary>
internal static class MetricMetadata
{
    private const string ThinnedName = "thinned";

    /// <summary>The document with every member the format asks for, in its order; members it does not know are kept behind them.</summary>
    public static OrderedDictionary Complete(OrderedDictionary? stored, string name, DateTimeOffset time)
    {
        var now = IsoTime.Format(time);
        var document = JsonValues.NewMap();
        document["metricId"] = $"local-metric-{name}";
        document["name"] = name == MetricInfo.Unnamed ? null : name;
        document["description"] = null;
        document["tags"] = Array.Empty<object?>();
        document["metadata"] = null;
        document["totalDataPoints"] = 0L;
        document["nextIndex"] = 0L;
        document["createdAt"] = now;
        document["updatedAt"] = now;
        if (stored is null)
            return document;
        foreach (string key in stored.Keys)
            document[key] = stored[key];
        return document;
    }

    /// <summary>The document of a metric that was recorded elsewhere.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="points">How many points it has here.</param>
    /// <param name="description">What is said about it there.</param>
    /// <param name="createdAt">When it was created there; null: unknown.</param>
    /// <param name="updatedAt">When it was changed there last; null: unknown.</param>
    /// <param name="now">The time now.</param>
    public static OrderedDictionary Received(
        string name, long points, SeriesDescription description, DateTimeOffset? createdAt, DateTimeOffset? updatedAt, DateTimeOffset now)
    {
        var document = Complete(null, name, now);
        Describe(document, description);
        document["totalDataPoints"] = document["nextIndex"] = points;
        document["createdAt"] = createdAt;
        document["updatedAt"] = updatedAt;
        return document;
    }

    public static void Describe(OrderedDictionary document, SeriesDescription description)
    {
        if (description.Description is not null)
            document["description"] = description.Description;
        if (description.Tags is not null)
            document["tags"] = description.Tags;
        if (description.Metadata is not null)
            document["metadata"] = description.Metadata;
        if (description.Kind is not null)
        {
            var metadata = JsonValues.NewMap();
            foreach (DictionaryEntry one in document["metadata"] as IDictionary ?? JsonValues.NewMap())
                metadata[one.Key] = one.Value;
            metadata[SeriesDescription.KindName] = description.Kind;
            document["metadata"] = metadata;
        }
    }

    /// <summary>Notes that points were thinned: how many were recorded, how many stayed, when, and by what rule.</summary>
    /// <param name="document">The document.</param>
    /// <param name="points">How many points there were.</param>
    /// <param name="kept">How many stay.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="now">When.</param>
    public static void NoteThinned(OrderedDictionary document, long points, long kept, string rule, DateTimeOffset now)
    {
        var metadata = JsonValues.NewMap();
        foreach (DictionaryEntry one in document["metadata"] as IDictionary ?? JsonValues.NewMap())
            metadata[one.Key] = one.Value;
        var before = metadata[ThinnedName] as OrderedDictionary;
        var thinned = JsonValues.NewMap();
        // What a thinning before this one has taken counts, too.
        thinned["points"] = points + (before is null ? 0 : (before.Whole("points") ?? 0) - (before.Whole("kept") ?? 0));
        thinned["kept"] = kept;
        thinned["at"] = IsoTime.Format(now);
        thinned["rule"] = rule;
        metadata[ThinnedName] = thinned;
        document["metadata"] = metadata;
        document["totalDataPoints"] = document["nextIndex"] = kept;
        document["updatedAt"] = IsoTime.Format(now);
    }

    /// <summary>When points were thinned last; null: never.</summary>
    public static string? ThinnedAt(OrderedDictionary document) => document.Map("metadata")?.Map(ThinnedName)?.Text("at");

    public static MetricInfo ToInfo(OrderedDictionary document, string name, long totalPoints, MetricPoint? last) => new()
    {
        Name = name,
        Description = document.Text("description"),
        Tags = document.Texts("tags"),
        Metadata = document.Map("metadata"),
        TotalPoints = totalPoints,
        CreatedAt = document.Time("createdAt"),
        UpdatedAt = document.Time("updatedAt"),
        Last = MetricPoint.Of(last, name),
    };
}
