using MlDash.Server.Documents;
using MlDash.Server.Stores;

namespace MlDash.Server.Identity;

/// <summary><c>MlDash.Server token NAME</c>: prints a token for a user, for the owner of the server's secret. The first login on a new server.</summary>
internal static class TokenCommand
{
    public static async Task<int> RunAsync(WebApplication app, string username)
    {
        if (!TokenIdentity.IsName(username))
        {
            await Console.Error.WriteLineAsync("A user name is 1 to 128 characters without '/', '\\', '?', '#' and control characters.");
            return 64;
        }
        var users = app.Services.GetRequiredService<Users>();
        await users.EnsureAsync(TokenIdentity.OfName(username), CancellationToken.None);
        var (_, text) = await app.Services.GetRequiredService<Tokens>()
            .IssueAsync(await users.GetAsync(username, CancellationToken.None), "command line", life: null, TokenOrigin.None, CancellationToken.None);
        Console.WriteLine(text);
        (app.Services.GetRequiredService<IMetadataStore>() as IDisposable)?.Dispose();
        return 0;
    }
}
