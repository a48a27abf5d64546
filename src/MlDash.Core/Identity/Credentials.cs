namespace MlDash.Identity;

/// <summary>Where a bearer token comes from. Never shows it.</summary>
public abstract class Credentials
{
    /// <summary>The token for a server now; null when there is none.</summary>
    public abstract string? GetToken(Uri server);

    /// <summary>A token given by the caller.</summary>
    public static Credentials FromApiKey(string apiKey) => new Given(apiKey);

    /// <summary>A user name, for servers in Development.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="clock">The clock that ends tokens; the system's when absent.</param>
    public static Credentials FromUserName(string userName, TimeProvider? clock = null) => new Named(userName, clock ?? TimeProvider.System);

    /// <summary>
    /// The first there is of: the key, the user name, <c>ML_DASH_API_KEY</c>, the login stored for the server, <c>api_key</c> in <c>config.json</c>.
    /// </summary>
    /// <param name="apiKey">The key.</param>
    /// <param name="userName">The user name.</param>
    /// <param name="clock">The clock that ends tokens and says when to read again; the system's when absent.</param>
    public static Credentials Of(string? apiKey, string? userName, TimeProvider? clock = null)
    {
        if (apiKey is { Length: > 0 })
            return FromApiKey(apiKey);
        if (userName is { Length: > 0 })
            return FromUserName(userName, clock);
        return Environment.GetEnvironmentVariable("ML_DASH_API_KEY") is { Length: > 0 } standing
            ? FromApiKey(standing)
            : new Stored(clock ?? TimeProvider.System);
    }

    /// <summary>The user name that makes the token; null for every other kind.</summary>
    internal virtual string? DevelopmentUser => null;

    /// <inheritdoc />
    public override string ToString() => GetType().Name;

    private sealed class Given(string token) : Credentials
    {
        public override string GetToken(Uri server) => token;
    }

    private sealed class Named(string userName, TimeProvider clock) : Credentials
    {
        private readonly object _gate = new();
        private string? _token;
        private DateTimeOffset _made;

        internal override string DevelopmentUser => userName;

        public override string GetToken(Uri server)
        {
            lock (_gate)
            {
                var now = clock.GetUtcNow();
                if (_token is null || now - _made > DevelopmentToken.Lifetime / 2 || now < _made)
                    (_token, _made) = (DevelopmentToken.Make(userName, now), now);
                return _token;
            }
        }
    }

    /// <summary>Read again from time to time, so that a login from another session is found while this one runs.</summary>
    private sealed class Stored(TimeProvider clock) : Credentials
    {
        private static readonly TimeSpan _trusted = TimeSpan.FromSeconds(5);

        private readonly object _gate = new();
        private string? _token;
        private long? _readAt;

        public override string? GetToken(Uri server)
        {
            lock (_gate)
            {
                if (_readAt is not { } then || clock.GetElapsedTime(then) > _trusted)
                    (_token, _readAt) = (TokenStore.Read(server) ?? new ClientConfig().ApiKey, clock.GetTimestamp());
                return _token;
            }
        }
    }
}
