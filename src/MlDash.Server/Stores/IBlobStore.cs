namespace MlDash.Server.Stores;

/// <summary>
/// Immutable bytes under keys of the server's own making (<c>files/17…</c>, <c>chunks/17…/0</c>). Any number of threads and processes may call at once.
/// A blob is either whole or not there. Summaries alone are replaced, by others that are as right.
/// </summary>
internal interface IBlobStore
{
    /// <summary>Stores what the stream holds, in constant memory; a key that exists is replaced.</summary>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a blob from an offset, or null when there is none. The caller disposes the stream.</summary>
    Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancellationToken);

    /// <summary>Reads a part of a blob; fewer bytes where it ends, none when there is no such blob.</summary>
    Task<ReadOnlyMemory<byte>> ReadAsync(string key, long offset, int length, CancellationToken cancellationToken);

    /// <summary>The bytes that a blob takes; 0 when there is none.</summary>
    Task<long> SizeAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes a blob; nothing happens when there is none. Readers that have it open read on.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Every blob, in ordinal order of what spreads it and then its key. What is there all the time is seen once, what comes or goes meanwhile may be seen or
    /// not.
    /// </summary>
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken);

    /// <summary>Frees what puts that never ended have left behind, where nothing arrived since a time. Answers how many there were.</summary>
    Task<int> FreeUnfinishedAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>An address at which anybody may read the blob for a while, or null when the store gives none.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="contentType">The media type that it answers with.</param>
    /// <param name="disposition">The <c>Content-Disposition</c> that it answers with.</param>
    Task<Uri?> LinkAsync(string key, string contentType, string disposition);

    /// <summary>What the store is called in the health answer.</summary>
    string Name { get; }

    /// <summary>Throws when the store cannot be reached or written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A blob as a list has it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="WrittenAt">When it was put, or its putting began.</param>
internal sealed record StoredBlob(string Key, long Size, DateTimeOffset WrittenAt);
