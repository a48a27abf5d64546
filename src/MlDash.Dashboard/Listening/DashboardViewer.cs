using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MlDash.Dashboard.Listening;
using MlDash.Dashboard.Questions;
using MlDash.Dashboard.Routing;
using MlDash.Files;
using MlDash.Identity;

namespace MlDash;

/// <summary>
/// Shows a page on this machine alone. Whoever asks for data has to know the token, which only the address has that this viewer was made with; and to mean
/// this machine by name, so that no page of another site can ask in the user's name.
/// </summary>
public sealed class DashboardViewer : IAsyncDisposable
{
    /// <summary>The header that carries the token.</summary>
    public const string TokenHeader = "X-MlDash-Token";

    /// <summary>Requests that are answered at once; more wait.</summary>
    private const int AtOnce = 32;

    private readonly HttpListener _listener;
    private readonly DashboardRouter _router;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly Task _work;
    private readonly IReadOnlyList<DashboardSource> _sources;
    private Task _ahead = Task.CompletedTask;
    private string? _link;

    private DashboardViewer(HttpListener listener, int port, IReadOnlyList<DashboardSource> sources, bool isWritable)
    {
        (_listener, Port, Titles) = (listener, port, [.. sources.Select(source => source.Title)]);
        _router = new(sources, new() { Kind = DashboardHost.Viewer, IsWritable = isWritable });
        _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
        _sources = sources;
        _work = Task.Run(ListenAsync);
    }

    /// <summary>The port it listens at.</summary>
    public int Port { get; }

    /// <summary>What it shows: paths and addresses.</summary>
    public IReadOnlyList<string> Titles { get; }

    /// <summary>
    /// The address with the token, which lets whoever has it see what is shown. The token is behind the #, so that it is never sent or logged.
    /// </summary>
    public Uri Address => AddressOf([]);

    /// <summary>The address at which runs are shown: one by itself, several compared.</summary>
    /// <param name="runs">Their paths; none: the table of all.</param>
    public Uri AddressOf(IReadOnlyList<string> runs)
    {
        var fields = runs.Select(run => (runs.Count == 1 ? "run=" : "ticked=") + Uri.EscapeDataString(run));
        var query = runs.Count == 0 ? "" : "?" + string.Join('&', fields);
        return new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}/{query}#token={_token}"));
    }

    /// <summary>
    /// Writes a page that leads to an address of this viewer, which nobody but the user may read. A browser is opened with it: what its command line holds
    /// can be seen by all users of the machine. It is deleted when the viewer ends.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <returns>Where the page is.</returns>
    /// <exception cref="ConfigurationException"><c>ClientFolderUnusable</c>.</exception>
    public Uri WriteLink(Uri address)
    {
        var target = WebUtility.HtmlEncode(address.AbsoluteUri);
        var page = $"<!doctype html><meta name=referrer content=no-referrer><meta http-equiv=refresh content=\"0;url={target}\">";
        _link ??= Path.Combine(ClientFolder.Path, $"page-{Guid.NewGuid():N}.html");
        ClientFolder.WritePrivate(_link, Encoding.UTF8.GetBytes(page));
        return new(_link);
    }

    /// <summary>Starts one.</summary>
    /// <param name="sources">What is shown, one at least.</param>
    /// <param name="port">The port to listen at; 0 takes a free one.</param>
    /// <param name="isWritable">Whether the page may change what it shows.</param>
    /// <exception cref="NetworkException"><c>PortInUse</c>.</exception>
    public static DashboardViewer Start(IReadOnlyList<DashboardSource> sources, int port, bool isWritable = false)
    {
        // A port that was free may be taken before it is listened at.
        for (var tries = 0; ; tries++)
        {
            var chosen = port == 0 ? FreePort() : port;
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{chosen}/"));
            try
            {
                listener.Start();
                return new(listener, chosen, sources, isWritable);
            }
            catch (Exception fault) when (fault is HttpListenerException or SocketException)
            {
                listener.Close();
                if (port != 0 || tries == 3)
                    throw InUse(chosen, fault);
            }
        }
    }

    /// <summary>Begins to read the runs while the browser starts, so that the first table does not wait for the disk.</summary>
    public void ReadAhead() => _ahead = Task.WhenAll(_sources.Select(source => Task.Run(() => ReadAheadAsync(source))));

    /// <summary>Stops it. Requests that are being answered are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Close();
        if (File.Exists(_link))
            DiskChanges.Delete(_link);
        await Task.WhenAll(_work, _ahead).ConfigureAwait(false);
    }

    private static NetworkException InUse(int port, Exception fault) => new(
        "PortInUse", string.Create(CultureInfo.InvariantCulture, $"Nothing can listen at port {port} of this machine: {fault.Message}"),
        "Give another port with -Port, or none: then a free one is taken.", fault)
    { Target = port };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ReadAheadAsync(DashboardSource source)
    {
        try
        {
            await source.Runs.ReadAllAsync(_stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the question that meets it again says it where it is seen: on the page.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
                await _places.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var answer = await AnswerOfAsync(context.Request).ConfigureAwait(false);
            await SendAsync(context.Response, answer, context.Request.HttpMethod == "HEAD").ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Most often the browser has left, or the viewer ends. Whatever it is, the answer is cut, which the page says.
        catch (Exception)
#pragma warning restore CA1031
        {
            context.Response.Abort();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<DashboardAnswer> AnswerOfAsync(HttpListenerRequest request)
    {
        var path = Uri.UnescapeDataString(request.Url!.AbsolutePath);
        var isQuestion = path.StartsWith(DashboardRouter.Questions, StringComparison.Ordinal);
        if (!IsThisMachine(request.UserHostName) || (isQuestion && !Knows(request.Headers[TokenHeader]) && !HasTicket(request)))
            return new() { Status = 403, IsRecorded = true };
        var asked = new DashboardRequest(request.HttpMethod, path, request.Url.Query, request.Headers["If-None-Match"])
        {
            Range = request.Headers["Range"],
            IfRange = request.Headers["If-Range"],
            Body = request.InputStream,
        };
        return await _router.AnswerAsync(asked, _stop.Token).ConfigureAwait(false);
    }

    private bool IsThisMachine(string? host) => host == string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}");

    private bool Knows(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(_token));

    private bool HasTicket(HttpListenerRequest request) =>
        FileTicket.Allows(request.HttpMethod, request.RawUrl ?? "", _token, TimeProvider.System.GetUtcNow());

    private async Task SendAsync(HttpListenerResponse response, DashboardAnswer answer, bool isHead)
    {
        await using var stream = answer.Stream;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers())
            response.AddHeader(name, value);
        if (answer.ContentType is not null)
            response.ContentType = answer.ContentType;
        if (stream is not null)
        {
            response.ContentLength64 = isHead ? 0 : answer.Length;
            if (!isHead)
                await stream.CopyToAsync(response.OutputStream, _stop.Token).ConfigureAwait(false);
        }
        else
        {
            response.ContentLength64 = isHead ? 0 : answer.Body.Length;
            if (!isHead)
                await response.OutputStream.WriteAsync(answer.Body, _stop.Token).ConfigureAwait(false);
        }

        response.Close();
    }
}
