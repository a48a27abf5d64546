using System.Globalization;
using System.Text.RegularExpressions;

namespace MlDash.Server.Stores;

/// <summary>
/// What keys of blobs look like: <c>files/17…</c>, <c>chunks/17…/0</c>, <c>chunks/17…/20000to23456</c>, <c>chunks/17…/summary</c>.
/// </summary>
internal static partial class BlobKeys
{
    /// <summary>How keys of the bytes of files begin; the id of the upload follows.</summary>
    public const string Files = "files/";

    /// <summary>How keys of chunks begin; the id of the metric and the number of the chunk follow.</summary>
    public const string Chunks = "chunks/";

    /// <summary>How keys of summaries end, in place of the number of a chunk.</summary>
    public const string Summary = "summary";

    private const string TailMark = "to";

    /// <summary>Whether a blob holds summaries: an aid that is made again from what it summarises, and that is replaced now and then.</summary>
    public static bool IsSummary(string key) =>
        key.StartsWith(Chunks, StringComparison.Ordinal) && key.EndsWith("/" + Summary, StringComparison.Ordinal);

    /// <summary>
    /// The key of a tail: the last points of a metric, too few for a chunk. Both ends are part of it, so that whoever writes it writes the same.
    /// </summary>
    public static string Tail(string metric, long from, long end) => string.Create(CultureInfo.InvariantCulture, $"{Chunks}{metric}/{from}{TailMark}{end}");

    /// <summary>Whether a blob holds a tail.</summary>
    public static bool IsTail(string key) => key.StartsWith(Chunks, StringComparison.Ordinal) && key.Contains(TailMark, StringComparison.Ordinal);

    /// <summary>Refuses a key that the server does not make.</summary>
    /// <exception cref="ArgumentException">It is no key.</exception>
    public static void Check(string key)
    {
        if (!Form().IsMatch(key))
            throw new ArgumentException($"A blob key is made of letters, digits and '/', not '{key}'.", nameof(key));
    }

    /// <summary>Two digits of the id in a key, which spread blobs over 100 places.</summary>
    public static string Spread(string key)
    {
        var id = key.Split('/')[1];
        return id[^Math.Min(2, id.Length)..];
    }

    /// <summary>What blobs are listed by.</summary>
    public static string PlaceOf(string key) => $"{Spread(key)}/{key}";

    /// <summary>The key of a place, or null when it is none of the server's.</summary>
    public static string? KeyAt(string place)
    {
        var key = place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return Form().IsMatch(key) && PlaceOf(key) == place ? key : null;
    }

    [GeneratedRegex("^[a-z]+(/[a-z0-9]+)+$")]
    private static partial Regex Form();
}
