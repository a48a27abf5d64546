namespace MlDash.Metrics;

/// <summary>Cuts columns that come part by part.</summary>
internal static class ColumnParts
{
    /// <summary>How many points there are in all parts.</summary>
    public static long Points(this IReadOnlyCollection<MetricColumns> parts) => parts.Sum(part => (long)part.Count);

    /// <summary>No more points than these from the begin; null for all.</summary>
    public static IEnumerable<MetricColumns> First(this IEnumerable<MetricColumns> parts, long? most)
    {
        if (most is not { } left)
            return parts;
        return left <= 0 ? [] : Cut();

        IEnumerable<MetricColumns> Cut()
        {
            foreach (var part in parts)
            {
                yield return part.Part(0, (int)Math.Min(left, part.Count));
                left -= part.Count;
                if (left <= 0)
                    yield break;
            }
        }
    }

    /// <inheritdoc cref="First(IEnumerable{MetricColumns}, long?)"/>
    public static IAsyncEnumerable<MetricColumns> First(this IAsyncEnumerable<MetricColumns> parts, long? most)
    {
        return most is { } left ? CutAsync() : parts;

        async IAsyncEnumerable<MetricColumns> CutAsync()
        {
            if (left <= 0)
                yield break;
            await foreach (var part in parts.ConfigureAwait(false))
            {
                yield return part.Part(0, (int)Math.Min(left, part.Count));
                left -= part.Count;
                if (left <= 0)
                    yield break;
            }
        }
    }

    /// <summary>No more points than these from the end.</summary>
    public static List<MetricColumns> Last(this IReadOnlyCollection<MetricColumns> parts, long most)
    {
        List<MetricColumns> kept = [];
        var more = parts.Points() - most;
        foreach (var part in parts)
        {
            if (more < part.Count)
                kept.Add(part.Part((int)Math.Max(more, 0), part.Count - (int)Math.Max(more, 0)));
            more -= part.Count;
        }

        return kept;
    }
}
