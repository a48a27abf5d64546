using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Tokens as the clients bring them, signed here by hand, so that the server's own signing is not taken on trust.</summary>
public static class TestTokens
{
    public const string DevelopmentSecret = "your-secret-key-change-this-in-production";

    /// <summary>As the public service makes them: permanent.</summary>
    public static string Public(string username, string secret = DevelopmentSecret) => Sign(new
    {
        sub = "id-" + username,
        email = username + "@example.org",
        name = "Ada L.",
        username,
        given_name = "Ada",
        family_name = "L.",
    }, secret);

    /// <summary>As the older SDK derived them from a user name.</summary>
    public static string Derived(string username, long issuedAt)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(username)))[..16];
        var userId = ulong.Parse(hash, System.Globalization.NumberStyles.HexNumber).ToString()[..10];
        return Sign(new { userId, userName = username, iat = issuedAt, exp = issuedAt + 2_592_000 });
    }

    public static string Sign(object claims, string secret = DevelopmentSecret, string algorithm = "HS256", object? header = null)
    {
        var content = Encode(
            JsonSerializer.SerializeToUtf8Bytes(header ?? new { alg = algorithm, typ = "JWT" })) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        var key = Encoding.UTF8.GetBytes(secret);
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = algorithm switch
        {
            "none" => "",
            "HS512" => Encode(HMACSHA512.HashData(key, bytes)),
            _ => Encode(HMACSHA256.HashData(key, bytes)),
        };
        return $"{content}.{signature}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
