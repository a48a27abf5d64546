using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace MlDash.Server.Identity.Sessions;

/// <summary>
/// Encrypts what a browser carries for this server, with keys that come of the server's secret: a key a purpose. The framework's own would keep keys on each
/// machine, which the others do not have.
/// </summary>
internal sealed class SecretProtection : IDataProtectionProvider, IDataProtector
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key;

    /// <param name="secret">The server's secret.</param>
    public SecretProtection(string secret) : this(KeyOf(Encoding.UTF8.GetBytes(secret), "MlDash.Server.Sessions"))
    {
    }

    private SecretProtection(byte[] key) => _key = key;

    public IDataProtector CreateProtector(string purpose) => new SecretProtection(KeyOf(_key, purpose));

    public byte[] Protect(byte[] plaintext)
    {
        var sealed_ = new byte[NonceBytes + TagBytes + plaintext.Length];
        var (nonce, tag, text) = PartsOf(sealed_);
        RandomNumberGenerator.Fill(nonce.Span);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce.Span, plaintext, text.Span, tag.Span);
        return sealed_;
    }

    /// <exception cref="CryptographicException">It was not made with this secret for this purpose, or was changed.</exception>
    public byte[] Unprotect(byte[] protectedData)
    {
        if (protectedData.Length < NonceBytes + TagBytes)
            throw new CryptographicException("It is too short.");
        var (nonce, tag, text) = PartsOf(protectedData);
        var plain = new byte[text.Length];
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Decrypt(nonce.Span, text.Span, tag.Span, plain);
        return plain;
    }

    private static byte[] KeyOf(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Text) PartsOf(byte[] all) =>
        (all.AsMemory(0, NonceBytes), all.AsMemory(NonceBytes, TagBytes), all.AsMemory(NonceBytes + TagBytes));
}
