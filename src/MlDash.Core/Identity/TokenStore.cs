using System.Collections.Specialized;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlDash.Files;
using MlDash.Json;

namespace MlDash.Identity;

/// <summary>
/// The logins of a user at rest, in files that nobody else may read: encrypted as the Python SDK has it, on Windows by the system for the user.
/// The SDK keeps one login; those of further servers lie beside it under their address.
/// </summary>
public static class TokenStore
{
    private const string SdkMember = "ml-dash-token";

    private static string EncryptedFile => Path.Combine(ClientFolder.Path, "tokens.encrypted");

    private static string KeyFile => Path.Combine(ClientFolder.Path, "encryption.key");

    private static string PlainFile => Path.Combine(ClientFolder.Path, "tokens.json");

    private static string WindowsFile => Path.Combine(ClientFolder.Path, "tokens.protected");

    /// <summary>The token for a server; null when nobody has logged in there.</summary>
    /// <exception cref="AuthenticationException"><c>TokenStoreDamaged</c>.</exception>
    public static string? Read(Uri server)
    {
        var tokens = Load();
        return tokens[MemberOf(server)] as string ?? (IsDefault(server) ? tokens[SdkMember] as string : null);
    }

    /// <summary>Addresses of the servers there are logins for.</summary>
    /// <exception cref="AuthenticationException"><c>TokenStoreDamaged</c>.</exception>
    public static IEnumerable<string> Servers() =>
        Load().Keys.Cast<string>()
            .Where(member => member.StartsWith(SdkMember + ':', StringComparison.Ordinal))
            .Select(member => member[(SdkMember.Length + 1)..]);

    /// <summary>Keeps the token for a server; that of the server meant by default is also the one the SDK takes.</summary>
    public static void Save(Uri server, string token)
    {
        var tokens = Load();
        tokens[MemberOf(server)] = token;
        if (IsDefault(server))
            tokens[SdkMember] = token;
        Store(tokens);
    }

    /// <summary>Forgets the token for a server.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(Uri server)
    {
        var tokens = Load();
        var found = tokens.Contains(MemberOf(server));
        tokens.Remove(MemberOf(server));
        if (IsDefault(server) && tokens.Contains(SdkMember))
        {
            tokens.Remove(SdkMember);
            found = true;
        }

        if (found)
            Store(tokens);
        return found;
    }

    private static string MemberOf(Uri server) => $"{SdkMember}:{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}";

    private static bool IsDefault(Uri server) =>
        new ClientConfig().RemoteUrl is not { } standing
        || standing.TrimEnd('/').Equals(server.GetLeftPart(UriPartial.Path).TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private static OrderedDictionary Load()
    {
        try
        {
            if (OperatingSystem.IsWindows() && File.Exists(WindowsFile))
                return Parse(ProtectedData.Unprotect(File.ReadAllBytes(WindowsFile), null, DataProtectionScope.CurrentUser));
            if (File.Exists(EncryptedFile) && File.Exists(KeyFile))
                return Parse(Fernet.Decrypt(File.ReadAllText(KeyFile), File.ReadAllText(EncryptedFile)));
            return File.Exists(PlainFile) ? Parse(File.ReadAllBytes(PlainFile)) : JsonValues.NewMap();
        }
        catch (Exception damage) when (damage is CryptographicException or JsonException)
        {
            throw new AuthenticationException(
                "TokenStoreDamaged",
                $"The logins in '{ClientFolder.Path}' cannot be read: {damage.Message}",
                "Remove them with Disconnect-MlDash -Force, then log in again with Connect-MlDash.",
                damage)
            { Target = ClientFolder.Path };
        }
    }

    /// <summary>Forgets every login, also those that cannot be read.</summary>
    public static void Clear()
    {
        foreach (var file in new[] { EncryptedFile, KeyFile, PlainFile, WindowsFile })
            DiskChanges.Delete(file);
    }

    private static void Store(OrderedDictionary tokens)
    {
        var json = JsonText.Write(tokens);
        if (OperatingSystem.IsWindows())
            ClientFolder.WritePrivate(WindowsFile, ProtectedData.Protect(json, null, DataProtectionScope.CurrentUser));
        else
            StoreEncrypted(json);
        // What was plain before is not left behind.
        DiskChanges.Delete(PlainFile);
    }

    private static void StoreEncrypted(byte[] json)
    {
        var key = File.Exists(KeyFile) ? File.ReadAllText(KeyFile) : Fernet.NewKey();
        if (!File.Exists(KeyFile))
            ClientFolder.WritePrivate(KeyFile, Encoding.ASCII.GetBytes(key));
        ClientFolder.WritePrivate(EncryptedFile, Encoding.ASCII.GetBytes(Fernet.Encrypt(key, json, TimeProvider.System.GetUtcNow())));
    }

    private static OrderedDictionary Parse(byte[] json) => JsonValues.Parse(json) as OrderedDictionary ?? throw new JsonException("Expected a JSON object.");
}
