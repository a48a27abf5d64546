using System.Buffers;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MlDash.Server.Settings;

namespace MlDash.Server.Stores.S3;

/// <summary>
/// Blobs as objects of a bucket, of AWS or of a service that speaks its protocol. Small ones are one request, large ones parts that are sent while they
/// arrive, in constant memory; an object appears when its last part has been confirmed.
/// </summary>
internal sealed partial class S3BlobStore : IBlobStore, IDisposable
{
    private const int SmallPart = 8 << 20;
    private const int LargePart = 64 << 20;

    /// <summary>An object has at most 10,000 parts: from here on they are large, which is enough for 576 GiB.</summary>
    private const int SmallParts = 1000;

    private readonly AmazonS3Client _client;
    private readonly S3Settings _settings;
    private readonly string _bucket;

    public S3BlobStore(S3Settings settings)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.ForcePathStyle,
            // Newer default checksums are understood by AWS and few others; every one knows Content-MD5, which is sent with each body.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            AuthenticationRegion = settings.Region,
        };
        if (settings.Endpoint is not null)
            config.ServiceURL = settings.Endpoint;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        _client = settings.AccessKey is null
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
        _settings = settings;
        _bucket = settings.Bucket;
    }

    public string Name => "s3";

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        var buffer = ArrayPool<byte>.Shared.Rent(SmallPart);
        try
        {
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, SmallPart), SmallPart, throwOnEndOfStream: false, cancellationToken);
            if (read < SmallPart)
                await PutWholeAsync(name, buffer, read, cancellationToken);
            else
                await PutPartsAsync(name, content, buffer, read, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancellationToken) =>
        OpenAsync(key, offset > 0 ? new ByteRange($"bytes={offset}-") : null, cancellationToken);

    public async Task<ReadOnlyMemory<byte>> ReadAsync(string key, long offset, int length, CancellationToken cancellationToken)
    {
        await using var part = await OpenAsync(key, new ByteRange(offset, offset + length - 1), cancellationToken);
        var bytes = new MemoryStream();
        if (part is not null)
            await part.CopyToAsync(bytes, cancellationToken);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private async Task<Stream?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = NameOf(key), ByteRange = range };
        try
        {
            return (await _client.GetObjectAsync(request, cancellationToken)).ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return Stream.Null;
        }
    }

    public async Task<long> SizeAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.GetObjectMetadataAsync(_bucket, NameOf(key), cancellationToken)).ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return 0;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => _client.DeleteObjectAsync(_bucket, NameOf(key), cancellationToken);

    public async Task<Uri?> LinkAsync(string key, string contentType, string disposition)
    {
        if (_settings.LinkLife is not { } life)
            return null;
        var request = new GetPreSignedUrlRequest
        {
            BucketName = _bucket,
            Key = NameOf(key),
            Verb = HttpVerb.GET,
            // The link is signed with the time of the machine, whatever the clock of the server says.
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime + life,
            Protocol = _settings.Endpoint?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true
                ? Amazon.S3.Protocol.HTTP
                : Amazon.S3.Protocol.HTTPS,
            ResponseHeaderOverrides = { ContentType = contentType, ContentDisposition = disposition, CacheControl = "private" },
        };
        return new Uri(await _client.GetPreSignedURLAsync(request));
    }

    public Task CheckAsync(CancellationToken cancellationToken) => _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _bucket }, cancellationToken);

    public void Dispose() => _client.Dispose();

    // The spread comes first: services divide a bucket by the beginning of its keys.
    private static string NameOf(string key)
    {
        BlobKeys.Check(key);
        return BlobKeys.PlaceOf(key);
    }

    private async Task PutWholeAsync(string name, byte[] bytes, int count, CancellationToken cancellationToken)
    {
        var digest = S3Digest.Of(bytes.AsSpan(0, count));
        var stored = await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = name,
            InputStream = new MemoryStream(bytes, 0, count, writable: false),
            MD5Digest = digest.Base64,
            UseChunkEncoding = false,
        }, cancellationToken);
        if (digest.IsContradictedBy(stored.ETag, stored.ServerSideEncryptionMethod))
            throw await RemoveChangedAsync(name);
    }

    /// <summary>Other bytes than those that were sent are never left to be read.</summary>
    private async Task<IOException> RemoveChangedAsync(string name)
    {
        await _client.DeleteObjectAsync(_bucket, name, CancellationToken.None);
        return Changed(name);
    }

    private static IOException Changed(string name) =>
        new($"The bytes that the object store has stored as '{name}' differ from those sent. They were removed; send them again.");
}
