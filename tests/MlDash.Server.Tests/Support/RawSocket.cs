using System.Net.Sockets;
using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Bytes straight onto a socket, for what no HTTP library would send.</summary>
public static class RawSocket
{
    public static async Task<string> SendAsync(string url, string request)
    {
        var address = new Uri(url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public static string Request(string method, string target, string? token, string body = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
