using MlDash.Identity;
using MlDash.Storage.Outgoing;

namespace MlDash.Cmdlets.Binding;

/// <summary>Completes addresses of servers that were used before: that of the last login, all with a login, and those that recordings wait for.</summary>
public sealed class RemoteCompleter : NameCompleter
{
    private protected override IEnumerable<CompletedName> Find(CompletionRequest request, CompletedWord word)
    {
        if (Setting.Remote.InEnvironment() is { } standing)
            yield return new CompletedName(Trim(standing), () => "The server of ML_DASH_API_URL");
        if (new ClientConfig().RemoteUrl is { } last)
            yield return new CompletedName(Trim(last), () => "The server of the last login");
        foreach (var server in UnsentRecording.All().GroupBy(recording => Trim(recording.Server.AbsoluteUri), StringComparer.Ordinal))
            yield return new CompletedName(server.Key, () => $"{CompletionTips.Count(server.Count(), "recording waits", "recordings wait")} for it");
        foreach (var server in WithLogin())
            yield return new CompletedName(Trim(server), () => "A server with a login");
    }

    private static IEnumerable<string> WithLogin()
    {
        try
        {
            return TokenStore.Servers();
        }
        catch (AuthenticationException)
        {
            // Logins that cannot be read hide no server that is known otherwise.
            return [];
        }
    }

    private static string Trim(string address) => address.TrimEnd('/');
}
