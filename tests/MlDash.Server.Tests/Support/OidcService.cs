using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MlDash.Server.Tests;

/// <summary>A provider of OpenID Connect on this machine, for one server.</summary>
public sealed class OidcService : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;

    private OidcService(Process process, string authority) => (_process, Authority) = (process, authority);

    public string Authority { get; }

    /// <summary>Starts one that leads back to a server at any of the addresses.</summary>
    public static async Task<OidcService> StartAsync(params string[] servers)
    {
        var script = Path.Combine(TestServices.Folder, "start-oidc.sh");
        var process = Process.Start(new ProcessStartInfo("bash", [script, .. servers])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // It warns much; what nobody reads would block it.
        process.BeginErrorReadLine();
        var authority = await process.StandardOutput.ReadLineAsync().WaitAsync(_patience) ?? throw new InvalidOperationException($"{script} did not start.");
        return new(process, authority);
    }

    /// <summary>The settings of a server that uses it.</summary>
    public (string Name, string Value)[] Settings =>
        [("OIDC_AUTHORITY", Authority), ("OIDC_CLIENT_ID", "mldash"), ("OIDC_CLIENT_SECRET", "secret-of-the-tests")];

    /// <summary>A port that is free now: the provider has to know the server before it starts.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
