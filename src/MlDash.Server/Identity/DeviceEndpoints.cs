using System.Text.RegularExpressions;
using MlDash.Protocol;
using MlDash.Server.Http;
using MlDash.Server.Settings;

namespace MlDash.Server.Identity;

/// <summary>The calls of the device login.</summary>
internal static partial class DeviceEndpoints
{
    private const string BeforeLogin = "Nobody is logged in yet.";
    private const int SmallBody = 64 * 1024;
    private const int PollSeconds = 5;

    public static void MapDeviceLogin(this IEndpointRouteBuilder api)
    {
        var device = api.MapGroup(Routes.DeviceGroup).WithTags("Device login");
        device.MapPost(Routes.DeviceStartCall, StartAsync).AllowAnonymous().WithEveryScope(BeforeLogin);
        device.MapPost(Routes.DevicePollCall, PollAsync).AllowAnonymous().WithEveryScope(BeforeLogin);
        device.MapPost("/verify-code", VerifyCodeAsync).AllowAnonymous().WithEveryScope(BeforeLogin);
        device.MapPost("/complete", CompleteAsync);
    }

    /// <summary>The address of the page where a person approves a device.</summary>
    public static string PageOf(HttpRequest request, ServerSettings settings) =>
        $"{settings.PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}"}/device/verification";

    private static async Task<WireResult<DeviceStarted>> StartAsync(
        HttpRequest request, DeviceLogins logins, ServerSettings settings, CancellationToken cancellationToken)
    {
        var body = await request.ReadObjectAsync(SmallBody);
        var login = await logins.StartAsync(SecretHashOf(body), body.Text("client_id") ?? "", body.Text("scope") ?? "", cancellationToken);
        var page = PageOf(request, settings);
        return Wire.Ok(new DeviceStarted(login.UserCode, "", page, $"{page}?code={login.UserCode}", (int)DeviceLogins.Life.TotalSeconds, PollSeconds));
    }

    private static async Task<IResult> PollAsync(HttpRequest request, DeviceLogins logins, Tokens tokens, CancellationToken cancellationToken)
    {
        var (login, error) = await logins.PollAsync(SecretHashOf(await request.ReadObjectAsync(SmallBody)), cancellationToken);
        return login is not null
            ? Wire.Ok(new DeviceToken(tokens.IssueForExchange(login.Username!, login.Origin), "Bearer"))
            : Wire.Status(new DeviceError(error!), error switch
            {
                DeviceErrors.Pending => StatusCodes.Status202Accepted,
                DeviceErrors.Denied => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status400BadRequest,
            });
    }

    private static async Task<WireResult<DeviceCodeVerified>> VerifyCodeAsync(HttpRequest request, DeviceLogins logins, CancellationToken cancellationToken)
    {
        var code = (await request.ReadObjectAsync(SmallBody)).RequiredText("user_code");
        var login = await logins.FindAsync(code, cancellationToken) ?? throw ApiException.NotFound("such code");
        return Wire.Ok(new DeviceCodeVerified(login.ClientId, login.Scope));
    }

    private static async Task<WireResult<DeviceCompleted>> CompleteAsync(
        HttpRequest request, Caller caller, DeviceLogins logins, CancellationToken cancellationToken)
    {
        var code = (await request.ReadObjectAsync(SmallBody)).RequiredText("user_code");
        return await logins.CompleteAsync(code, caller.Username, caller.Origin, cancellationToken)
            ? Wire.Ok(new DeviceCompleted(true))
            : throw ApiException.NotFound("such code");
    }

    private static string SecretHashOf(IReadOnlyDictionary<string, RawJson> body) =>
        body.RequiredText("device_secret_hash") is { } hash && Sha256().IsMatch(hash)
            ? hash
            : throw ApiException.Malformed("'device_secret_hash' is a SHA-256 in 64 lower-case hex digits.");

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}
