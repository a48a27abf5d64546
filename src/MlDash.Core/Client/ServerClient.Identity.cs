using System.Collections.Specialized;
using MlDash.Protocol;

namespace MlDash.Client;

/// <content>Which server it is.</content>
internal sealed partial class ServerClient
{
    private volatile string? _serverId;
    private volatile bool _hasNoId;
    private volatile bool _offersBatches;
    private volatile bool _refusesBatches;

    /// <summary>Whether the server has said that it takes batches of several streams in one request.</summary>
    public bool TakesBatches => _offersBatches && !_refusesBatches;

    /// <summary>
    /// The id that the server has whatever address it is reached by; null when it has none, as the public one. Two addresses of one server answer the
    /// same id, and a server whose data was wiped answers another one.
    /// </summary>
    /// <exception cref="MlDashException">The server cannot be reached, or refuses.</exception>
    public async Task<string?> IdentifyAsync(CancellationToken cancellationToken)
    {
        if (_serverId is null && !_hasNoId)
        {
            // Every server has this query, and only a server answers it: a login page on the way is no server without an id.
            await QueryAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false);
            _hasNoId = _serverId is null;
        }

        return _serverId;
    }

    private void NoteIdentity(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues(WireHeaders.ServerId, out var ids) && ids.FirstOrDefault() is { Length: > 0 } id)
            _serverId = id;
    }

    /// <summary>Notes that something on the way does not let this call through, whatever the server says; it is not tried again.</summary>
    public void NoteBatchesRefused() => _refusesBatches = true;

    private void NoteAccepted(HttpResponseMessage answer)
    {
        if (!_offersBatches
            && answer.Headers.TryGetValues(WireHeaders.Accepts, out var accepted)
            && accepted.SelectMany(words => words.Split(',')).Any(word => word.AsSpan().Trim().SequenceEqual(WireHeaders.AcceptsBatches)))
            _offersBatches = true;
    }
}
