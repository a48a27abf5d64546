using System.Net.Sockets;
using MlDash.Client;

namespace MlDash.Tests.Client;

/// <summary>What a server that goes looks like to who asks it.</summary>
public sealed class ConnectionFaultsTests
{
    /// <summary>The race itself, a peer that is gone before a connection's first use, comes about once in thousands of them: it is played here.</summary>
    [Fact]
    public async Task A_server_that_goes_right_after_the_connecting_is_one_that_was_not_reached()
    {
        using var http = new HttpClient(new ConnectionFaults(new GoneAfterConnecting()));

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("http://127.0.0.1/", TestContext.Current.CancellationToken));

        Assert.Equal(HttpRequestError.ConnectionError, fault.HttpRequestError);
        Assert.IsType<SocketException>(fault.InnerException);
    }

    private sealed class GoneAfterConnecting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
