using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace MlDash.Benchmarks;

/// <summary>A server in a process of its own: ours, or the empty one of <see cref="EmptyServer"/>.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    /// <summary>The server's program.</summary>
    public static string Program { get; } =
        typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Server").Value!;

    /// <summary>What the process has used of processors so far, for itself and in the system on its behalf.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static ServerProcess Start(string program, string[] arguments, string data, params (string Name, string Value)[] settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DATA_DIR"] = data;
        start.Environment["RATE_LIMIT"] = "0";
        start.Environment["LOG_LEVEL"] = "error";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("listens on", StringComparison.Ordinal))
        {
        }

        return new ServerProcess(process, port);
    }

    /// <summary>A figure of <c>/proc/…/status</c> in MB, for example <c>VmRSS</c>.</summary>
    public double Megabytes(string figure)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(figure + ':', StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit(10_000);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
