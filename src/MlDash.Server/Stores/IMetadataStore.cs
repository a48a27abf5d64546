using System.Text;

namespace MlDash.Server.Stores;

/// <summary>
/// Documents and append-only streams. Any number of threads and processes may call at once. Every operation is one atomic
/// change of one document, or may be repeated without harm; nothing spans two documents. A write is durable when its task ends,
/// and every later read, from any process, sees it.
/// </summary>
internal interface IMetadataStore
{
    /// <summary>The documents of these ids that exist, in no order.</summary>
    Task<IReadOnlyList<StoredDocument>> GetAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The one document of the kind that holds this unique text, or null.</summary>
    Task<StoredDocument?> GetByUniqueAsync(string kind, string unique, CancellationToken cancellationToken);

    /// <summary>Heads of the documents that carry any of the keys: highest order first, then by id.</summary>
    Task<IReadOnlyList<StoredHead>> ListAsync(string kind, IReadOnlyCollection<string> keys, int offset, int limit, CancellationToken cancellationToken);

    /// <summary>Heads of the documents of one list, from a place on, in its order; what comes before that place is not read.</summary>
    Task<IReadOnlyList<StoredHead>> ListFromAsync(string kind, ListStretch stretch, int limit, CancellationToken cancellationToken);

    /// <summary>How many documents carry each key; keys that none carries are absent.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Adds a document with version 1; false, and no change, when its id or its unique text is taken.</summary>
    Task<bool> InsertAsync(StoredDocument document, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the document if it still has the version given in it, and counts the version up; false when it has not, or when the unique text is taken.
    /// </summary>
    Task<bool> ReplaceAsync(StoredDocument document, CancellationToken cancellationToken);

    /// <summary>Removes a document; nothing happens when there is none.</summary>
    Task DeleteAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Removes the documents of a kind whose order is below the given one.</summary>
    Task DeleteBelowAsync(string kind, string order, CancellationToken cancellationToken);

    /// <summary>
    /// Appends items to a stream and answers the index of the first one. Indexes run from 0 without gaps, with any number of writers.
    /// A token that the stream has seen, and not forgotten, answers the index it got then, and writes nothing.
    /// </summary>
    Task<long> AppendAsync(string stream, NewBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// The batches that hold items from index <paramref name="from"/> up to, not including, <paramref name="to"/>, in order; the first and last may reach
    /// beyond.
    /// </summary>
    IAsyncEnumerable<StoredBatch> ReadAsync(string stream, long from, long to, CancellationToken cancellationToken);

    /// <summary>The end of each stream that has one.</summary>
    Task<IReadOnlyDictionary<string, StreamEnd>> EndsAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the items of batches that end at or before an index; the last batch stays, since it holds the count. Of batches that came after
    /// <paramref name="since"/> the token and the place are kept, without the lines, so that a repeat is still told.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="from">Up to here it was trimmed before; 0 when that is not known. Spares looking at what is kept from then.</param>
    /// <param name="before">The index.</param>
    /// <param name="since">A time as in <see cref="NewBatch.At"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task TrimAsync(string stream, long from, long before, string since, CancellationToken cancellationToken);

    /// <summary>What is kept of trimmed batches that begin from index <paramref name="from"/> up to, not including, <paramref name="to"/>, in order.</summary>
    IAsyncEnumerable<StoredBatch> TrimmedAsync(string stream, long from, long to, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what is kept of trimmed batches, of all streams, that came at a time or before; what was trimmed together with a younger batch may stay until
    /// that one is forgotten.
    /// </summary>
    Task ForgetTrimmedAsync(string since, CancellationToken cancellationToken);

    /// <summary>Drops a whole stream.</summary>
    Task DeleteStreamAsync(string stream, CancellationToken cancellationToken);

    /// <summary>
    /// Every document of a kind, in ordinal order of the ids. It is read in pages: what is there all the time is seen once, what comes or goes meanwhile
    /// may be seen or not.
    /// </summary>
    IAsyncEnumerable<StoredDocument> DocumentsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>The name of every stream that has a batch, each once, in an order of the store's own; read in pages as documents are.</summary>
    IAsyncEnumerable<string> StreamsAsync(CancellationToken cancellationToken);

    /// <summary>Adds a document as another store had it, its version included; false, and no change, when its id or its unique text is taken.</summary>
    Task<bool> RestoreAsync(StoredDocument document, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a batch at the place it had in another store, its token included, a trimmed one as what was kept of it; what is at that place already stays.
    /// Batches of one stream come in order, from one caller; where the first one begins, the stream begins.
    /// </summary>
    Task RestoreAsync(string stream, StoredBatch batch, CancellationToken cancellationToken);

    /// <summary>What the store is called in the health answer.</summary>
    string Name { get; }

    /// <summary>Throws when the store cannot be reached.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A document with what it can be found by.</summary>
/// <param name="Kind">The collection.</param>
/// <param name="Id">Unique within the kind.</param>
/// <param name="Version">Counted up with every replacement.</param>
/// <param name="Unique">A text that no other document of the kind may hold, or null.</param>
/// <param name="Keys">What lists it appears in.</param>
/// <param name="Order">Where in these lists; compared as ordinal text.</param>
/// <param name="Label">A short text that lists carry along, so that names need no body.</param>
/// <param name="Body">The content, UTF-8 JSON.</param>
internal sealed record StoredDocument(
    string Kind, string Id, long Version, string? Unique, IReadOnlyList<string> Keys, string Order, string Label, byte[] Body)
{
    /// <summary>The most bytes of a document, on every store: MongoDB takes 16 MiB, its own names and frames included.</summary>
    public const int Largest = 15 << 20;

    /// <summary>Lists with an order of their own that it appears in, or null. A key is one of these or one of <see cref="Keys"/>, never both.</summary>
    public SecondLists? Second { get; init; }

    /// <summary>The bytes of it all.</summary>
    public long Size => Body.Length + Encoding.UTF8.GetByteCount(Label) + Encoding.UTF8.GetByteCount(Unique ?? "")
        + Keys.Concat(Second?.Keys ?? []).Sum(key => 16L + Encoding.UTF8.GetByteCount(key));
}

/// <summary>Lists that are in another order than the first ones.</summary>
/// <param name="Keys">The lists.</param>
/// <param name="Order">Where in these lists; compared as ordinal text.</param>
internal sealed record SecondLists(IReadOnlyList<string> Keys, string Order);

/// <summary>A part of a list.</summary>
/// <param name="Key">The list.</param>
/// <param name="IsSecond">Whether it is one of <see cref="StoredDocument.Second"/>.</param>
/// <param name="After">The last document before the part; null begins with the first one.</param>
/// <param name="Lowest">The part ends in front of orders below this one; null goes to the end.</param>
internal sealed record ListStretch(string Key, bool IsSecond, ListPlace? After, string? Lowest);

/// <summary>The place of a document in a list.</summary>
internal sealed record ListPlace(string Order, string Id);

/// <summary>What a list says of a document.</summary>
internal sealed record StoredHead(string Id, string Key, string Order, string Label)
{
    /// <summary>Its place in the list.</summary>
    public ListPlace Place => new(Order, Id);
}

/// <summary>Items to append, one JSON text a line.</summary>
/// <param name="Count">The number of lines, at least 1.</param>
/// <param name="Lines">The lines, <c>\n</c> between.</param>
/// <param name="At">When they arrived.</param>
/// <param name="Token">Idempotency token of the batch; null when the client sent none.</param>
internal sealed record NewBatch(int Count, byte[] Lines, string At, string? Token);

/// <summary>Items as they were appended.</summary>
/// <param name="Start">The index of the first one.</param>
/// <param name="Count">How many.</param>
/// <param name="At">When they arrived.</param>
/// <param name="Lines">The lines, <c>\n</c> between; empty when the batch was trimmed.</param>
/// <param name="Token">What tells a repeat; of a batch that was laid down in several, the first one has it.</param>
internal sealed record StoredBatch(long Start, int Count, string At, byte[] Lines, string? Token)
{
    /// <summary>Whether its items are gone. A JSON text has a byte at least, so that no batch is without lines by itself.</summary>
    public bool IsTrimmed => Lines.Length == 0;
}

/// <summary>The number of items a stream ever got, and when the last ones came.</summary>
internal sealed record StreamEnd(long Next, string LastAt);
