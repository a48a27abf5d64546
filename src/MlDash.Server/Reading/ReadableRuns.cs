using System.IO.Hashing;
using System.Runtime.InteropServices;
using MlDash.Comparing;
using MlDash.Server.Documents;

namespace MlDash.Server.Reading;

/// <summary>
/// The tables of the namespaces that a user may read as one: paths begin with the namespace, so that its runs are one folder among others. It holds nothing,
/// so it may be made for each request, over what the user may read then.
/// </summary>
/// <param name="parts">The tables by the slugs of their namespaces.</param>
internal sealed class ReadableRuns(IReadOnlyDictionary<string, IRunTable> parts) : IRunTable
{
    private const int BitsOfScript = 53;

    /// <summary>The table of namespaces.</summary>
    public static ReadableRuns Of(IEnumerable<NamespaceDocument> namespaces, RunTables tables) =>
        new(namespaces.ToDictionary(space => space.Slug, space => tables.Of(space.Id), StringComparer.Ordinal));

    public IReadOnlyList<string> Warnings => [.. parts.Values.SelectMany(part => part.Warnings)];

    public async Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken)
    {
        // Of a folder, the other namespaces know nothing.
        IRunTable[] asked = query.Under is not { } folder ? [.. parts.Values] : parts.TryGetValue(folder.Segments[0], out var one) ? [one] : [];
        if (asked is [var only])
            return await only.ReadAsync(query, cancellationToken);
        var pages = await Task.WhenAll(asked.Select(part => part.ReadAsync(query, cancellationToken)));
        var order = new RunOrder(query);
        var places = pages.SelectMany(page => page.Runs).Select(run => (Place: order.PlaceOf(run), Run: run)).OrderBy(run => run.Place, order).ToList();
        var page = places[..Math.Min(query.First, places.Count)];
        return new(
            [.. page.Select(run => run.Run)], pages.Sum(part => part.Total), places.Count > page.Count || Array.Exists(pages, part => part.HasMore),
            page.Count > 0 ? order.CursorOf(page[^1].Place) : null, VersionOf([.. pages.Select(part => part.Version)]));
    }

    public async Task<RunTableContent> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(parts.Values.Select(part => part.ReadAllAsync(cancellationToken)));
        return all is [var only] ? only
            : new(all.SelectMany(part => part.Runs).ToDictionary(run => run.Key, run => run.Value), VersionOf([.. all.Select(part => part.Version)]));
    }

    // Another one with every change of any part, and one that a number of the page's script has room for.
    private static long VersionOf(long[] versions) => (long)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(versions.AsSpan())) >> (64 - BitsOfScript));
}
