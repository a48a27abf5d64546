using MlDash.Protocol;
using MlDash.Server.Stores;

namespace MlDash.Server.Http;

/// <summary>A page of a list in the order of names, which a request turns with <c>limit</c> and <c>cursor</c>.</summary>
/// <param name="Limit">The most that the page holds.</param>
/// <param name="After">The last name of the page before; null begins with the first one.</param>
internal sealed record NamePage(int Limit, string? After)
{
    public static NamePage Of(IQueryCollection query, int most = WireLimits.RecordsAPage) => Query.Number(query, "limit", most) is var limit and > 0
        ? new((int)Math.Min(limit, most), query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null)
        : throw ApiException.Malformed("'limit' is a whole number from 1; found '0'.");

    /// <summary>The heads of the page, by their labels, and whether there are more behind it.</summary>
    public (IReadOnlyList<StoredHead> Heads, bool HasMore) Take(IEnumerable<StoredHead> all)
    {
        var rest = all.Where(h => After is null || string.CompareOrdinal(h.Label, After) > 0)
            .OrderBy(h => h.Label, StringComparer.Ordinal).Take(Limit + 1).ToList();
        return rest.Count > Limit ? ([.. rest.Take(Limit)], true) : (rest, false);
    }

    /// <summary>What the next page is asked with; null when this is the last one.</summary>
    public static string? Next(IReadOnlyList<StoredHead> heads, bool hasMore) => hasMore ? heads[^1].Label : null;
}
