using System.Collections;
using System.Collections.Specialized;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using MlDash.Identity;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>
/// Requests to one server on behalf of one user. Transient faults are retried, with increasing delays; every write carries an idempotency key that lets
/// the server recognise a retry. All clients of a process share one pool of connections.
/// </summary>
internal sealed partial class ServerClient
{
    private const int LeastCompressed = 1024;

    /// <summary>The most that is read of what a server says about an error.</summary>
    private const int LargestFault = 64 * 1024;

    private readonly HttpClient _http;
    private readonly Credentials _credentials;
    private readonly string _base;
    private long _answered;

    /// <summary>Whether the server has said that it takes compressed bodies.</summary>
    private volatile bool _takesGzip;

    /// <param name="address">The server; a path in it is kept.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="options">Patience and retries.</param>
    /// <param name="http">What sends the requests; null: the pool of the process.</param>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>: a token would go over the network unencrypted.</exception>
    public ServerClient(Uri address, Credentials credentials, SendingOptions options, HttpClient? http = null)
    {
        _http = http ?? ServerHttp.Client;
        TransportSafety.Require(address);
        Address = address;
        Options = options;
        Retries = options.MaxRetries;
        _credentials = credentials;
        _base = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    /// <summary>The server.</summary>
    public Uri Address { get; }

    /// <summary>Patience, retries and sizes.</summary>
    public SendingOptions Options { get; }

    /// <summary>New tries of a request; fewer while the server is known to be away.</summary>
    public int Retries { get; set; }

    /// <summary>How many requests the server has answered with a success.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>The user name that makes the token; null for every other kind of login.</summary>
    public string? DevelopmentUser => _credentials.DevelopmentUser;

    /// <summary>The user as the token names them; null when the token does not say.</summary>
    public string? UserName => _credentials.GetToken(Address) is { } token ? TokenClaims.Read(token)?.UserName : null;

    /// <summary>Reads a JSON object.</summary>
    public async Task<OrderedDictionary> GetAsync(string path, CancellationToken cancellationToken) =>
        Understand(await GetBytesAsync(path, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads a JSON object; null when the server has none.</summary>
    public Task<OrderedDictionary?> FindAsync(string path, CancellationToken cancellationToken) => OrNullAsync(GetAsync(path, cancellationToken));

    /// <summary>Reads an answer whole.</summary>
    public Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken) =>
        RepeatAsync(Retries, token => OnceAsync(() => Request(HttpMethod.Get, path), ReadWholeAsync, token), cancellationToken);

    /// <summary>Reads an answer whole; null when the server has none.</summary>
    public Task<byte[]?> TryGetBytesAsync(string path, CancellationToken cancellationToken) => OrNullAsync(GetBytesAsync(path, cancellationToken));

    /// <summary>Opens an answer for reading while it comes; null when the server has none.</summary>
    public Task<AnswerStream?> TryOpenAsync(string path, CancellationToken cancellationToken) => OrNullAsync(OpenAsync(path, cancellationToken));

    /// <summary>Opens an answer for reading while it comes.</summary>
    public Task<AnswerStream> OpenAsync(string path, CancellationToken cancellationToken) =>
        RepeatAsync(Retries, token => OnceAsync(() => Request(HttpMethod.Get, path), (answer, _) => Task.FromResult(answer), token), cancellationToken);

    /// <summary>Sends a JSON object.</summary>
    /// <param name="method">POST, PATCH, PUT or DELETE.</param>
    /// <param name="path">What to write to.</param>
    /// <param name="body">The members; null: no body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OrderedDictionary> SendAsync(HttpMethod method, string path, IDictionary? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, body is null ? default : JsonText.Write(body), Guid.NewGuid().ToString(), Retries, cancellationToken);

    /// <summary>Sends a JSON object to what may no longer exist; null when the server does not have it.</summary>
    /// <inheritdoc cref="SendAsync(HttpMethod, string, IDictionary?, CancellationToken)" />
    public Task<OrderedDictionary?> TrySendAsync(HttpMethod method, string path, IDictionary? body, CancellationToken cancellationToken) =>
        OrNullAsync(SendAsync(method, path, body, cancellationToken));

    /// <summary>Sends a JSON text.</summary>
    /// <param name="method">POST, PATCH, PUT or DELETE.</param>
    /// <param name="path">What to write to.</param>
    /// <param name="json">The body; empty: none.</param>
    /// <param name="key">Idempotency key: lets the server recognise a retry of this write. Null when its parts have keys of their own.</param>
    /// <param name="retries">Maximum number of retries after transient faults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OrderedDictionary> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> json, string? key, int retries, CancellationToken cancellationToken)
    {
        var answer = await RepeatAsync(
            retries,
            token => OnceAsync(
                () =>
                {
                    var request = Request(method, path, key);
                    request.Content = json.IsEmpty ? null : Body(json);
                    return request;
                },
                ReadWholeAsync,
                token),
            cancellationToken).ConfigureAwait(false);
        return answer.Length == 0 ? JsonValues.NewMap() : Understand(answer);
    }

    /// <summary>Sends a file as a form.</summary>
    /// <param name="path">What to write to.</param>
    /// <param name="form">Makes the form, a new one for each try.</param>
    /// <param name="key">Idempotency key: lets the server recognise a retry of this write.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OrderedDictionary> UploadAsync(string path, Func<HttpContent> form, string key, CancellationToken cancellationToken) =>
        Understand(await RepeatAsync(
            Retries,
            token => OnceAsync(
                () =>
                {
                    var request = Request(HttpMethod.Post, path, key);
                    request.Content = form();
                    return request;
                },
                ReadWholeAsync,
                token),
            cancellationToken).ConfigureAwait(false));

    private OrderedDictionary Understand(byte[] answer)
    {
        try
        {
            return JsonValues.Parse(answer) as OrderedDictionary ?? throw new JsonException("Expected a JSON object.");
        }
        catch (JsonException fault)
        {
            throw ServerFaults.NoJson(Address, fault);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? key = null)
    {
        var request = ServerHttp.Request(method, _base + path, _credentials.GetToken(Address));
        if (key is not null)
            request.Headers.Add(WireHeaders.IdempotencyKey, key);
        return request;
    }

    private HttpContent Body(ReadOnlyMemory<byte> json)
    {
        HttpContent content;
        if (_takesGzip && json.Length > LeastCompressed)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(json.Span);
            content = new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
            content.Headers.ContentEncoding.Add("gzip");
        }
        else
        {
            content = new ReadOnlyMemoryContent(json);
        }

        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<T> RepeatAsync<T>(int retries, Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await once(cancellationToken).ConfigureAwait(false);
            }
            catch (NetworkException fault) when (fault.IsTransient && tries <= retries && waited < Options.RetryMaxDelay)
            {
                var pause = Options.PauseAfter(tries, fault.RetryAfter);
                waited += pause;
                await Task.Delay(pause, Options.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> OnceAsync<T>(
        Func<HttpRequestMessage> make, Func<AnswerStream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(make, cancellationToken).ConfigureAwait(false);
        NoteEncodings(answer);
        NoteIdentity(answer);
        NoteAccepted(answer);
        var body = await AnswerStream.OpenAsync(answer, Address, Options.Silence, Options.Clock).ConfigureAwait(false);
        try
        {
            if (!answer.IsSuccessStatusCode)
            {
                var (said, _) = await body.ReadUpToAsync(LargestFault, cancellationToken).ConfigureAwait(false);
                throw ServerFaults.Of(Address, answer, said, Options.Clock.GetUtcNow());
            }


            var result = await read(body, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _answered);
            return result;
        }
        catch
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a request; ends when the headers of the answer are there, or when neither side has moved for a while.</summary>
    private async Task<HttpResponseMessage> AskAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Options.Silence, Options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var request = make();
            if (request.Content is { } content)
                request.Content = new WatchedContent(content, patience, Options.Silence);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw fault is OperationCanceledException ? ServerFaults.Silent(Address, Options.Silence) : ServerFaults.NotReached(Address, fault);
        }
    }

    private async Task<byte[]> ReadWholeAsync(AnswerStream answer, CancellationToken cancellationToken)
    {
        await using (answer.ConfigureAwait(false))
            return await answer.ReadWholeAsync(Options.LargestAnswer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>RFC 7694: a server that takes compressed bodies says so in its answers.</summary>
    private void NoteEncodings(HttpResponseMessage answer)
    {
        if (!_takesGzip
            && answer.Headers.TryGetValues("Accept-Encoding", out var encodings)
            && encodings.Any(encoding => encoding.Contains("gzip", StringComparison.OrdinalIgnoreCase)))
            _takesGzip = true;
    }

    /// <summary>The one place where "the server does not have it" becomes an answer instead of a fault.</summary>
    private static async Task<T?> OrNullAsync<T>(Task<T> asking)
        where T : class
    {
        try
        {
            return await asking.ConfigureAwait(false);
        }
        catch (ExperimentException none) when (none.ErrorId == "NotOnServer")
        {
            return null;
        }
    }
}
