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
        auth.MapPost(Routes.ExchangeCall, ExchangeAsync).WithMetadata(new AcceptsDeviceToken());
        auth.MapGet("/tokens", ListAsync);
        auth.MapPost("/tokens", CreateAsync);
        auth.MapDelete("/tokens/{jti}", RevokeAsync);
    }

    /// <summary>Trades the access token of a device login for a token of the API.</summary>
    private static async Task<WireResult<TokenExchanged>> ExchangeAsync(Caller caller, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var (_, text) = await tokens.IssueAsync(
            await users.GetAsync(caller.Username, cancellationToken), "login", life: null, caller.Origin, cancellationToken);
        return Wire.Ok(new TokenExchanged(text));
    }

    /// <summary>The caller's tokens, newest first.</summary>
    private static async Task<WireResult<ApiTokenList>> ListAsync(Caller caller, StoreCollections stores, CancellationToken cancellationToken) =>
        Wire.Ok(new ApiTokenList([.. (await stores.Tokens.ListAsync(caller.Username, cancellationToken)).Select(ToWire)]));

    /// <summary>
    /// Makes a token: <c>name</c>, and <c>expiresInDays</c> if it shall end. It ends no later than the one of this request, and is revoked with it.
    /// </summary>
    private static async Task<WireResult<ApiTokenCreated>> CreateAsync(
        Caller caller, HttpRequest request, Tokens tokens, Users users, CancellationToken cancellationToken)
    {
        var body = await request.ReadObjectAsync(SmallBody);
        var days = body.Given("expiresInDays")?.AsNumber();
        if (days is not null and not (> 0 and <= 36_500))
            throw ApiException.Malformed("'expiresInDays' is a number above 0, at most 36500.");
        TimeSpan? life = days is { } number ? TimeSpan.FromDays(number) : null;
        var (token, text) = await tokens.IssueAsync(
            await users.GetAsync(caller.Username, cancellationToken), body.Text("name") ?? "api", life, caller.Origin, cancellationToken);
        return Wire.Status(new ApiTokenCreated(ToWire(token), text), StatusCodes.Status201Created);
    }

    /// <summary>Revokes a token, and those made with it, at once, on every copy of the server.</summary>
    private static async Task<WireResult<ApiTokenList>> RevokeAsync(string jti, Caller caller, Tokens tokens, CancellationToken cancellationToken) =>
        Wire.Ok(new ApiTokenList([ToWire(await tokens.RevokeAsync(jti, caller.Username, cancellationToken) ?? throw ApiException.NotFound("such token"))]));

    private static ApiTokenWire ToWire(TokenDocument token) => new(token.Jti, token.Name, token.CreatedAt, token.ExpiresAt, token.RevokedAt);
}
