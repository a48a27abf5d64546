using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace MlDash.Server.Tests;

/// <summary>The server's own process, started as a user would start it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>The server as its own build made it, not the copy beside the tests.</summary>
    public static readonly string Program =
        typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Server").Value!;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly bool _ownsData;

    private ServerProcess(Process process, string data, int port, bool ownsData)
    {
        _process = process;
        Data = data;
        Port = port;
        _ownsData = ownsData;
    }

    public string Data { get; }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public string Greeting { get; private set; } = "";

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static Task<ServerProcess> StartAsync(params (string Name, string Value)[] variables) =>
        StartAsync(data: null, FreePort(), variables);

    public static async Task<ServerProcess> StartAsync(string? data, int port, params (string Name, string Value)[] variables)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("mldash-server-process-").FullName;
        var process = Process.Start(Command([], [.. variables, ("PORT", port.ToString()), ("DATA_DIR", folder)]))!;
        var server = new ServerProcess(process, folder, port, data is null);
        var greeted = new TaskCompletionSource<string>();
        process.OutputDataReceived += (_, line) => server.Heard(line.Data, greeted);
        process.ErrorDataReceived += (_, line) => server.Heard(line.Data, greeted);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        server.Greeting = await greeted.Task.WaitAsync(_patience);
        return server;
    }

    public static Task<(int Code, string Output)> RunToEndAsync(params (string Name, string Value)[] variables) => RunToEndAsync([], variables);

    public static async Task<(int Code, string Output)> RunToEndAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        var folder = Directory.CreateTempSubdirectory("mldash-server-process-").FullName;
        using var process = Process.Start(Command(arguments, [("DATA_DIR", folder), .. variables]))!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(_patience) + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
        return (process.ExitCode, output);
    }

    public void Kill()
    {
        _process.Kill();
        // With a limit it waits for the process alone, without one for the end of its output too.
        Assert.True(_process.WaitForExit(_patience));
    }

    /// <summary>What a service manager does: SIGTERM.</summary>
    public void AskToStop() => Process.Start("kill", ["-TERM", _process.Id.ToString()]).WaitForExit();

    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        if (_ownsData)
            Directory.Delete(Data, recursive: true);
    }

    public static ProcessStartInfo Command(string[] arguments, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // It lives for seconds: code is not profiled for later, nor compiled a second time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountThreshold"] = "7530";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>
    /// A port that nobody listens on, below those that systems give to connections: tests make thousands of these, and one would have the port before the
    /// server has it.
    /// </summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another one is not.
            }
        }
    }

    private void Heard(string? line, TaskCompletionSource<string> greeted)
    {
        lock (_output)
            _output.AppendLine(line);
        if (line?.Contains("Record to it", StringComparison.Ordinal) == true)
            greeted.TrySetResult(line);
    }
}
