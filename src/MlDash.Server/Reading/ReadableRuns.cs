using System.IO.Hashing;
using System.Runtime.InteropServices;
using MlDash.Comparing;
using MlDash.Server.Documents;
using MlDash.Server.Identity;

namespace MlDash.Server.Reading;

/// <summary>
/// The tables of the namespaces that a user may read as one: paths begin with the namespace, so that its runs are one folder among others. It holds nothing,
/// so it may be made for each request, over what the user may read then.
/// </summary>
/// <param name="parts">The tables by the slugs of their namespaces, or of the projects of one namespace.</param>
/// <param name="depth">Which segment of a path has that slug.</param>
internal sealed class ReadableRuns(IReadOnlyDictionary<string, IRunTable> parts, int depth = 0) : IRunTable
{
    private const int BitsOfScript = 53;

    /// <summary>The table of all that a caller may read.</summary>
    public static async Task<ReadableRuns> OfAsync(Caller caller, NamespaceAccess namespaces, RunTables tables, CancellationToken cancellationToken)
    {
        var parts = new Dictionary<string, IRunTable>(StringComparer.Ordinal);
        foreach (var space in await namespaces.VisibleAsync(caller, cancellationToken))
            parts[space.Slug] = await OfAsync(space, caller, namespaces, tables, cancellationToken);
        return new(parts);
    }

    /// <summary>The table of what a caller may read of a namespace.</summary>
    public static async Task<IRunTable> OfAsync(
        NamespaceDocument space, Caller caller, NamespaceAccess namespaces, RunTables tables, CancellationToken cancellationToken) =>
        await namespaces.OnlyProjectsAsync(space, caller, cancellationToken) is { } only
            ? new ReadableRuns(only.ToDictionary(project => project.Label, project => tables.Of(project.Id), StringComparer.Ordinal), depth: 1)
            : tables.Of(space.Id);

    public IReadOnlyList<string> Warnings => [.. parts.Values.SelectMany(part => part.Warnings)];

    public async Task<RunTablePage> ReadAsync(RunTableQuery query, CancellationToken cancellationToken)
    {
        // Of a folder, the other namespaces know nothing.
        IRunTable[] asked = query.Under is { } folder && folder.Segments.Length > depth
            ? parts.TryGetValue(folder.Segments[depth], out var one) ? [one] : []
            : [.. parts.Values];
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
