using System.Globalization;
using System.Security.Cryptography;
using Amazon.S3;

namespace MlDash.Server.Stores.S3;

/// <summary>
/// What S3 calls a body by: its MD5, which is sent along and, where the service names what it stored by it (<c>ETag</c>), compared. It guards against
/// accidents; against intent stands the SHA-256 of the signature.
/// </summary>
internal readonly struct S3Digest
{
    private readonly byte[] _md5;
    private readonly string _suffix;

    private S3Digest(byte[] md5, string suffix)
    {
        _md5 = md5;
        _suffix = suffix;
    }

    /// <summary>As the header <c>Content-MD5</c> has it.</summary>
    public string Base64 => Convert.ToBase64String(_md5);

#pragma warning disable CA5351 // The protocol's checksum.
    public static S3Digest Of(ReadOnlySpan<byte> body) => new(MD5.HashData(body), "");

    /// <summary>Of an object in parts: the MD5 of their MD5s, and how many they are.</summary>
    public static S3Digest OfParts(IReadOnlyCollection<S3Digest> parts) =>
        new(MD5.HashData([.. parts.SelectMany(p => p._md5)]), "-" + parts.Count.ToString(CultureInfo.InvariantCulture));
#pragma warning restore CA5351

    /// <summary>
    /// Whether an answer says that other bytes were stored. A tag of another form says nothing: services may make tags as they like, and do for encrypted
    /// objects.
    /// </summary>
    public bool IsContradictedBy(string? tag, ServerSideEncryptionMethod? encryption)
    {
        if (encryption is not null && encryption != ServerSideEncryptionMethod.None && encryption != ServerSideEncryptionMethod.AES256)
            return false;
        var found = tag?.Trim('"') ?? "";
        var expected = Convert.ToHexStringLower(_md5) + _suffix;
        return found.Length == expected.Length && found.EndsWith(_suffix, StringComparison.Ordinal) && found[..^_suffix.Length].All(char.IsAsciiHexDigit)
            && !found.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }
}
