using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using MlDash.Identity;
using MlDash.Json;
using MlDash.Protocol;

namespace MlDash.Client;

/// <summary>How a server answers, and to whom.</summary>
public sealed class ServerState
{
    private const int Down = 503;

    /// <summary>One with nothing set yet.</summary>
    public ServerState()
    {
    }

    /// <summary>A copy, for an initializer that changes some of it.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public ServerState(ServerState other)
    {
        Server = other.Server;
        IsReachable = other.IsReachable;
        IsHealthy = other.IsHealthy;
        IsLoggedIn = other.IsLoggedIn;
        UserName = other.UserName;
        ExpiresAt = other.ExpiresAt;
        ResponseTime = other.ResponseTime;
        ClockSkew = other.ClockSkew;
        ServerId = other.ServerId;
        Error = other.Error;
    }

    /// <summary>Address of the server.</summary>
    public required string Server { get; init; }

    /// <summary>Whether it answers at all.</summary>
    public bool IsReachable { get; init; }

    /// <summary>Whether it says that it can do its work; null when it says nothing about it.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>Whether it accepts the login; null when there is none.</summary>
    public bool? IsLoggedIn { get; init; }

    /// <summary>The user that it takes the login for.</summary>
    public string? UserName { get; init; }

    /// <summary>When the login ends; null: never, or unknown.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long its answer took.</summary>
    public TimeSpan? ResponseTime { get; init; }

    /// <summary>How far its clock is ahead of the one here; negative: behind. As exact as half the response time.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>The id that the server has whatever address it is reached by; null when it has none.</summary>
    public string? ServerId { get; init; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Error { get; init; }

    /// <summary>Asks a server, each question once, so that one that cannot be reached is known at once.</summary>
    /// <param name="server">The server.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="options">Patience.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConfigurationException"><c>InsecureTransport</c>, <c>IllegalServerAddress</c>.</exception>
    public static async Task<ServerState> AskAsync(Uri server, Credentials credentials, SendingOptions options, CancellationToken cancellationToken = default)
    {
        var client = new ServerClient(server, credentials, options) { Retries = 0 };
        var state = await HealthAsync(client, cancellationToken).ConfigureAwait(false);
        if (!state.IsReachable || credentials.GetToken(server) is not { } token)
            return state;
        state = new ServerState(state) { ExpiresAt = TokenClaims.Read(token)?.ExpiresAt };
        try
        {
            var user = (await client.QueryAsync(ServerQueries.Me, new OrderedDictionary(), cancellationToken).ConfigureAwait(false)).Map(QueryFields.Me);
            return user is null
                ? new ServerState(state) { IsLoggedIn = false, Error = state.Error ?? $"The server {server} does not recognise the login." }
                : new ServerState(state) { IsLoggedIn = true, UserName = user.Text(WireMembers.Username) };
        }
        catch (MlDashException fault)
        {
            return new ServerState(state) { IsLoggedIn = fault is AuthenticationException ? false : null, Error = state.Error ?? fault.Message };
        }
    }

    private static async Task<ServerState> HealthAsync(ServerClient client, CancellationToken cancellationToken)
    {
        var clock = client.Options.Clock;
        var (asked, begin) = (clock.GetUtcNow(), clock.GetTimestamp());
        var state = new ServerState { Server = client.Address.AbsoluteUri };
        try
        {
            var health = await client.GetAsync(Routes.Health, cancellationToken).ConfigureAwait(false);
            var took = clock.GetElapsedTime(begin);
            return new ServerState(state)
            {
                IsReachable = true,
                IsHealthy = health.Text(WireMembers.Status) == "ok",
                ResponseTime = took,
                ClockSkew = health.Time(WireMembers.Timestamp) - (asked + (took / 2)),
                ServerId = health.Text(WireMembers.ServerId),
            };
        }
        catch (MlDashException fault)
        {
            // Any answer is one. That a store is down is said by its status; a server without this page says nothing about its health.
            var isReachable = fault.ServerStatus is not null || fault.ErrorId != ServerFaults.Unreachable;
            return new ServerState(state) { IsReachable = isReachable, IsHealthy = fault.ServerStatus == Down ? false : null, Error = fault.Message };
        }
    }
}
