namespace MlDash.Server.Stores;

/// <summary>
/// Immutable bytes under keys of the server's own making (<c>files/17…</c>, <c>chunks/17…/0</c>). Any number of threads and processes may call at once.
/// A blob is either whole or not there.
/// </summary>
internal interface IBlobStore
{
    /// <summary>Stores what the stream holds, in constant memory; a key that exists is replaced.</summary>
    Task PutAsync(string key, Stream content, CancellationToken cancel);

    /// <summary>Opens a blob from an offset, or null when there is none. The caller disposes the stream.</summary>
    Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancel);

    /// <summary>Removes a blob; nothing happens when there is none. Readers that have it open read on.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>What the store is called in the health answer.</summary>
    string Name { get; }

    /// <summary>Throws when the store cannot be reached or written.</summary>
    Task CheckAsync(CancellationToken cancel);
}
