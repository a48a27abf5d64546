using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MlDash.Identity;

/// <summary>Fernet (github.com/fernet/spec): AES-128-CBC with an HMAC-SHA256 over everything, as URL-safe base64.</summary>
internal static class Fernet
{
    private const byte Version = 0x80;
    private const int HeaderLength = 1 + 8 + 16;
    private const int TagLength = 32;

    /// <summary>A new key: 44 characters.</summary>
    public static string NewKey() => ToText(RandomNumberGenerator.GetBytes(32));

    /// <param name="key">The key.</param>
    /// <param name="message">What is to be kept.</param>
    /// <param name="time">When; the format holds it, and whoever has the key can read it.</param>
    public static string Encrypt(string key, byte[] message, DateTimeOffset time) => Encrypt(key, message, time, RandomNumberGenerator.GetBytes(16));

    internal static string Encrypt(string key, byte[] message, DateTimeOffset time, byte[] iv)
    {
        var (signing, encryption) = Split(key);
        using var aes = Aes.Create();
        aes.Key = encryption;
        var cipher = aes.EncryptCbc(message, iv);
        var token = new byte[HeaderLength + cipher.Length + TagLength];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), time.ToUnixTimeSeconds());
        iv.CopyTo(token, 9);
        cipher.CopyTo(token, HeaderLength);
        HMACSHA256.HashData(signing, token.AsSpan(0, token.Length - TagLength), token.AsSpan(token.Length - TagLength));
        return ToText(token);
    }

    /// <exception cref="CryptographicException">The key is another, or the text was changed.</exception>
    public static byte[] Decrypt(string key, string text)
    {
        var (signing, encryption) = Split(key);
        var token = FromText(text);
        if (token.Length < HeaderLength + 16 + TagLength || token[0] != Version)
            throw new CryptographicException("The text is no Fernet token.");
        var tag = HMACSHA256.HashData(signing, token.AsSpan(0, token.Length - TagLength));
        if (!CryptographicOperations.FixedTimeEquals(tag, token.AsSpan(token.Length - TagLength)))
            throw new CryptographicException("The text was not made with this key, or was changed.");
        using var aes = Aes.Create();
        aes.Key = encryption;
        return aes.DecryptCbc(token.AsSpan(HeaderLength, token.Length - HeaderLength - TagLength), token.AsSpan(9, 16));
    }

    private static (byte[] Signing, byte[] Encryption) Split(string key)
    {
        var bytes = FromText(key);
        return bytes.Length == 32 ? (bytes[..16], bytes[16..]) : throw new CryptographicException("The key is not 32 bytes long.");
    }

    private static string ToText(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');

    private static byte[] FromText(string text)
    {
        try
        {
            return Convert.FromBase64String(text.Trim().Replace('-', '+').Replace('_', '/'));
        }
        catch (FormatException fault)
        {
            throw new CryptographicException("The text is no base64.", fault);
        }
    }
}
