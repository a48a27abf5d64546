using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace MlDash.Dashboard.Reporting;

/// <summary>
/// The answers of a report, each an element of the page by itself, so that the page reads only those that it shows. Equal answers are there once. None of them
/// can end its element: what is written is JSON without any &lt;.
/// </summary>
/// <param name="target">The file.</param>
/// <param name="most">Bytes of all answers together.</param>
internal sealed class ReportAnswers(Stream target, long most)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _known = [];
    private long _length;

    /// <summary>Where the answer to each question is.</summary>
    public IReadOnlyDictionary<string, int> Places => _places;

    /// <summary>Whether there was no room for an answer.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds an answer.</summary>
    /// <param name="key">The question.</param>
    /// <param name="json">The answer.</param>
    /// <param name="isNeeded">Whether nothing is shown without it, so that there is always room for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there was room for it.</returns>
    public async Task<bool> AddAsync(string key, ReadOnlyMemory<byte> json, bool isNeeded, CancellationToken cancellationToken)
    {
        var hash = XxHash128.HashToUInt128(json.Span);
        var isKnown = _known.TryGetValue(hash, out var place);
        var element = isKnown ? [] : Element($"a{_known.Count}", json);
        if (!isNeeded && _length + key.Length + element.Length > most)
        {
            IsFull = true;
            return false;
        }

        _length += key.Length + element.Length;
        if (!isKnown)
        {
            _known[hash] = place = _known.Count;
            await target.WriteAsync(element, cancellationToken).ConfigureAwait(false);
        }

        _places[key] = place;
        return true;
    }

    /// <summary>Adds what the page reads first.</summary>
    public async Task AddIndexAsync(ReportIndex index, CancellationToken cancellationToken) =>
        await target.WriteAsync(
            Element("mldash-report", JsonSerializer.SerializeToUtf8Bytes(index, ReportJson.Default.ReportIndex)), cancellationToken).ConfigureAwait(false);

    private static byte[] Element(string id, ReadOnlyMemory<byte> json)
    {
        var begin = Encoding.UTF8.GetBytes($"<script type=\"application/json\" id=\"{id}\">");
        return [.. begin, .. WithoutMarkup(json), .. "</script>\n"u8];
    }

    // Where JSON has a <, it is inside a text, where its number means the same.
    private static byte[] WithoutMarkup(ReadOnlyMemory<byte> json)
    {
        if (!json.Span.Contains((byte)'<'))
            return json.ToArray();
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span).Replace("<", "\\u003C", StringComparison.Ordinal));
    }
}

/// <summary>What the page reads first.</summary>
/// <param name="CreatedAt">When the report was written, in milliseconds since 1970 (UTC).</param>
/// <param name="Notes">What it does not hold, or not in full, a sentence each.</param>
/// <param name="Answers">Where the answer to each question is.</param>
/// <param name="Tables">The table of runs of each source.</param>
internal sealed record ReportIndex(long CreatedAt, IReadOnlyList<string> Notes, IReadOnlyDictionary<string, int> Answers, IReadOnlyList<ReportTable> Tables);

/// <summary>A table of runs.</summary>
/// <param name="Parts">Its parts: all pages of the first columns, then all pages of the next ones.</param>
internal sealed record ReportTable(IReadOnlyList<ReportTablePart> Parts);

/// <summary>A page of a table.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Answer">Where the answer is.</param>
internal sealed record ReportTablePart(IReadOnlyList<string> Columns, int Answer);

/// <summary>A recorded file.</summary>
/// <param name="Type">The media type that it is shown as.</param>
/// <param name="Bytes">What is in it.</param>
internal sealed record ReportBytes(string Type, byte[] Bytes);
