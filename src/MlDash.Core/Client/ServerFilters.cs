using MlDash.Text;

namespace MlDash.Client;

/// <summary>What a server can decide of a query, in its own words. The rest is decided by <see cref="ExperimentQuery.Matches"/>.</summary>
/// <param name="Pattern">The server's pattern for namespace, project and path.</param>
/// <param name="Statuses">States, one of them must hold; null: any.</param>
/// <param name="Projects">Globs for the project, one of them must fit; null: any.</param>
/// <param name="Names">Globs for the name, one of them must fit; null: any.</param>
/// <param name="Tags">Tags that must all be there; null: any.</param>
/// <param name="IsWhole">Whether the server decides alone, so that no more has to be read than is wanted.</param>
internal sealed record ServerFilters(string Pattern, string[]? Statuses, string[]? Projects, string[]? Names, string[]? Tags, bool IsWhole)
{
    /// <summary>What a server can be asked for; nothing else has a status that is stored.</summary>
    private static readonly ExperimentStatus[] _storedStatuses =
        [ExperimentStatus.Running, ExperimentStatus.Completed, ExperimentStatus.Failed, ExperimentStatus.Cancelled, ExperimentStatus.Archived];

    /// <summary>The filters of a query.</summary>
    public static ServerFilters Of(ExperimentQuery query)
    {
        var isWhole = query is { Prefixes: [], Excluded: [], Bindrs: [], Since: null, Until: null }
            && (!query.HidesArchived || query.HidesAllArchived || query.Statuses.Length > 0)
            // Whether those that are open have crashed, or are lost, is found out when they are read.
            && !query.Statuses.Contains(ExperimentStatus.Crashed)
            && query.Statuses.Contains(ExperimentStatus.Running) == query.Statuses.Contains(ExperimentStatus.Lost);
        var statuses = query.HidesAllArchived ? [.. _storedStatuses.Where(status => status != ExperimentStatus.Archived)] : query.Statuses;
        // Every tag must be there, so those that the server understands may be given without the others.
        var literal = query.Tags.Where(tag => !Wildcard.IsPattern(tag.Pattern)).ToArray();
        return new(
            PatternBelow(query.Under),
            Given(statuses, status => _storedStatuses.Contains(status.Stored()), status => status.Stored().ToWire(), ref isWhole),
            Given(query.Projects, IsGlob, pattern => pattern.Pattern, ref isWhole),
            Given(query.Names, IsGlob, pattern => pattern.Pattern, ref isWhole),
            Given(literal, _ => true, tag => tag.Pattern, ref isWhole),
            isWhole && literal.Length == query.Tags.Length);
    }

    /// <summary>The server's pattern for what lies below a path; it cuts a pattern at its first two slashes into namespace, project and the rest.</summary>
    public static string PatternBelow(ExperimentPath? under)
    {
        // Of the characters with a meaning of their own, only the bracket may stand in a path.
        var literal = under?.Value.Replace("[", "[[]", StringComparison.Ordinal);
        return under?.Segments.Length switch { null => "*/*/*", 1 => $"{literal}/*/*", _ => $"{literal}/*" };
    }

    /// <summary>A filter of which one must hold, if the server understands all of it; null when it does not, or there is none.</summary>
    private static string[]? Given<T>(T[] filter, Func<T, bool> isUnderstood, Func<T, string> text, ref bool isWhole)
    {
        var isGiven = filter.All(isUnderstood);
        isWhole &= isGiven;
        return isGiven && filter.Length > 0 ? [.. filter.Select(text).Distinct()] : null;
    }

    /// <summary>Whether a pattern means the same to a server: it has other brackets, and no escape.</summary>
    private static bool IsGlob(Wildcard pattern) => pattern.Pattern.AsSpan().IndexOfAny("[]`") < 0;
}
