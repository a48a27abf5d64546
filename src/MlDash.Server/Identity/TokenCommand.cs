using MlDash.Server.Documents;
using MlDash.Server.Http;
using MlDash.Server.Settings;
using MlDash.Server.Stores;

namespace MlDash.Server.Identity;

/// <summary><c>MlDash.Server token NAME</c>: prints a token for a user, for the owner of the server's secret. The first login on a new server.</summary>
internal static class TokenCommand
{
    private const int WrongUsage = 64;
    private const string Usage = "Usage: MlDash.Server token NAME [--scope read|write|all|admin] [--project NAMESPACE/PROJECT]... [--expires 30d]";

    public static async Task<int> RunAsync(WebApplication app, string username, string[] options)
    {
        if (!TokenIdentity.IsName(username))
            return await RefuseAsync("A user name is 1 to 128 characters without '/', '\\', '?', '#' and control characters.");
        TokenScope? scope;
        TimeSpan? life;
        try
        {
            (scope, life) = Read(options);
        }
        catch (Exception e) when (e is ApiException or SettingsException)
        {
            return await RefuseAsync($"{e.Message}\n{Usage}");
        }
        var users = app.Services.GetRequiredService<Users>();
        await users.EnsureAsync(TokenIdentity.OfName(username), CancellationToken.None);
        var (_, text) = await app.Services.GetRequiredService<Tokens>().IssueAsync(
            await users.GetAsync(username, CancellationToken.None), "command line", life, TokenOrigin.OfServer, scope, CancellationToken.None);
        Console.WriteLine(text);
        (app.Services.GetRequiredService<IMetadataStore>() as IDisposable)?.Dispose();
        return 0;
    }

    private static (TokenScope? Scope, TimeSpan? Life) Read(string[] options)
    {
        var (given, projects) = (new Dictionary<string, string?>(StringComparer.Ordinal), new List<string>());
        foreach (var pair in options.Chunk(2))
        {
            if (pair is ["--project", var project])
                projects.Add(project);
            else if (pair is not ["--scope" or "--expires", var value] || !given.TryAdd(pair[0], value))
                throw ApiException.Malformed($"'{pair[0]}' is no option, is given twice or has no value.");
        }
        var read = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(given).Build());
        return (TokenRequest.ScopeOf(given.GetValueOrDefault("--scope"), projects.Count > 0 ? projects : null), read.Duration("--expires"));
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return WrongUsage;
    }
}
