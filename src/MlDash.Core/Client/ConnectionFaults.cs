using System.Net.Sockets;

namespace MlDash.Client;

/// <summary>
/// Makes one kind of every fault of a connection. A server that goes between the connecting and the first use of a connection shows as a bare
/// <see cref="SocketException"/> out of the handler, which who asks would take for a bug instead of a server to try again.
/// </summary>
/// <param name="inner">What sends.</param>
internal sealed class ConnectionFaults(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <exception cref="HttpRequestException">The server was not reached, or has gone.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException gone)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, gone.Message, gone);
        }
    }
}
