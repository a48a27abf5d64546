using MlDash.Protocol;
using MlDash.Server.Documents;
using MlDash.Server.Http;

namespace MlDash.Server.Identity;

/// <summary>Token exchange, and the user's own tokens.</summary>
internal static class TokenEndpoints
{
    private const int SmallBody = 64 * 1024;

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup(Routes.AuthGroup).WithTags("Identity");
        auth.MapPost(Routes.ExchangeCall, ExchangeAsync).WithMetadata(new AcceptsDeviceToken())
            .WithEveryScope("The token is good for no more than the one that approved the device.");
        auth.MapGet("/tokens", ListAsync);
        auth.MapPost("/tokens", CreateAsync);
        auth.MapDelete("/tokens/{jti}", RevokeAsync);
    }

    /// <summary>Trades the access token of a device login for a token of the API.</summary>
    private static async Task<WireResult<TokenExchanged>> ExchangeAsync(Caller caller, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var (_, text) = await tokens.IssueAsync(
            await users.GetAsync(caller.Username, cancellationToken), "login", life: null, caller.Origin, wanted: null, cancellationToken);
        return Wire.Ok(new TokenExchanged(text));
    }

    /// <summary>The caller's tokens, newest first; with a token of a narrow scope, that one and those made with it.</summary>
    private static async Task<WireResult<ApiTokenList>> ListAsync(Caller caller, StoreCollections stores, CancellationToken cancellationToken) =>
        Wire.Ok(new ApiTokenList(
            [.. (await stores.Tokens.ListAsync(caller.Username, cancellationToken)).Where(token => IsWithin(token, caller)).Select(ToWire)]));

    /// <summary>
    /// Makes a token: <c>name</c>, <c>expiresInDays</c> if it shall end, <c>scope</c> and <c>projects</c> if it shall not be good for everything. It ends no
    /// later than the one of this request, is good for no more, and is revoked with it.
    /// </summary>
    private static async Task<WireResult<ApiTokenCreated>> CreateAsync(
        Caller caller, HttpRequest request, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var asked = TokenRequest.Of(await request.ReadObjectAsync(SmallBody));
        var (token, text) = await tokens.IssueAsync(
            await users.GetAsync(caller.Username, cancellationToken), asked.Name, asked.Life, caller.Origin, asked.Scope, cancellationToken);
        return Wire.Status(new ApiTokenCreated(ToWire(token), text), StatusCodes.Status201Created);
    }

    /// <summary>Revokes a token, and those made with it, at once, on every copy of the server.</summary>
    private static async Task<WireResult<ApiTokenList>> RevokeAsync(
        string jti, Caller caller, Tokens tokens, StoreCollections stores, CancellationToken cancellationToken)
    {
        if (caller.Scope.IsNarrow && (await stores.Tokens.GetAsync(jti, cancellationToken) is not { } token || !IsWithin(token, caller)))
            throw ApiException.NotFound("such token");
        var revoked = await tokens.RevokeAsync(jti, caller.Username, cancellationToken) ?? throw ApiException.NotFound("such token");
        return Wire.Ok(new ApiTokenList([ToWire(revoked)]));
    }

    // Of other tokens of the user, one of a narrow scope knows nothing.
    private static bool IsWithin(TokenDocument token, Caller caller) => !caller.Scope.IsNarrow
        || (caller.Origin.Parents is [var own, ..] && (token.Jti == own || token.Parents.Contains(own)));

    private static ApiTokenWire ToWire(TokenDocument token) => new(token.Jti, token.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt)
    {
        Scope = (token.Scope ?? TokenScope.Everything).Kind,
        Projects = token.Scope?.Projects,
    };
}
