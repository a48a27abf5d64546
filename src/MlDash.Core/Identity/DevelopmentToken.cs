using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlDash.Protocol;

namespace MlDash.Identity;

/// <summary>
/// The token that a user name alone makes, as SDK releases up to 0.5.9 made it. Its secret is public, so only servers in Development accept it.
/// </summary>
public static class DevelopmentToken
{
    /// <summary>How long a token lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private static readonly byte[] _header = """{"alg":"HS256","typ":"JWT"}"""u8.ToArray();

    /// <summary>The token of a user name.</summary>
    /// <param name="userName">Any text.</param>
    /// <param name="now">When it is made.</param>
    public static string Make(string userName, DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var name = JsonEncodedText.Encode(userName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"userId":"{{UserId(userName)}}","userName":"{{name}}","iat":{{issued}},"exp":{{issued + (long)Lifetime.TotalSeconds}}}""");
        var signed = $"{Base64Url(_header)}.{Base64Url(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url(HMACSHA256.HashData(Encoding.UTF8.GetBytes(DevelopmentSecret.Text), Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>The id of a user name: the first 10 digits of the first 64 bits of its SHA-256.</summary>
    internal static string UserId(string userName)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(userName));
        var digits = BinaryPrimitives.ReadUInt64BigEndian(hash).ToString(CultureInfo.InvariantCulture);
        return digits.Length > 10 ? digits[..10] : digits;
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
