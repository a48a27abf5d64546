using System.Buffers;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace MlDash.Server.Stores.S3;

/// <summary>
/// Blobs as objects of a bucket, of AWS or of a service that speaks its protocol. Small ones are one request, large ones parts that are sent while they
/// arrive, in constant memory; an object appears when its last part has been confirmed.
/// </summary>
internal sealed class S3BlobStore : IBlobStore, IDisposable
{
    private const int SmallPart = 8 << 20;
    private const int LargePart = 64 << 20;

    /// <summary>An object has at most 10,000 parts: from here on they are large, which is enough for 576 GiB.</summary>
    private const int SmallParts = 1000;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    public S3BlobStore(S3Settings settings)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.ForcePathStyle,
            // Newer default checksums are understood by AWS and few others. The server verifies SHA-256 of files by itself.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            AuthenticationRegion = settings.Region,
        };
        if (settings.Endpoint is not null)
            config.ServiceURL = settings.Endpoint;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        _client = settings.AccessKey is null ? new AmazonS3Client(config) : new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
        _bucket = settings.Bucket;
    }

    public string Name => "s3";

    public async Task PutAsync(string key, Stream content, CancellationToken cancel)
    {
        var name = NameOf(key);
        var buffer = ArrayPool<byte>.Shared.Rent(SmallPart);
        try
        {
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, SmallPart), SmallPart, throwOnEndOfStream: false, cancel);
            if (read < SmallPart)
            {
                await _client.PutObjectAsync(new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    InputStream = new MemoryStream(buffer, 0, read, writable: false),
                    UseChunkEncoding = false,
                }, cancel);
                return;
            }
            await PutPartsAsync(name, content, buffer, read, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<Stream?> OpenAsync(string key, long offset, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = NameOf(key) };
        if (offset > 0)
            request.ByteRange = new ByteRange($"bytes={offset}-");
        try
        {
            return (await _client.GetObjectAsync(request, cancel)).ResponseStream;
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

    public Task DeleteAsync(string key, CancellationToken cancel) => _client.DeleteObjectAsync(_bucket, NameOf(key), cancel);

    public Task CheckAsync(CancellationToken cancel) => _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _bucket }, cancel);

    public void Dispose() => _client.Dispose();

    // The spread comes first: services divide a bucket by the beginning of its keys.
    private static string NameOf(string key)
    {
        BlobKeys.Check(key);
        return $"{BlobKeys.Spread(key)}/{key}";
    }

    private async Task PutPartsAsync(string name, Stream content, byte[] first, int firstRead, CancellationToken cancel)
    {
        var upload = await _client.InitiateMultipartUploadAsync(_bucket, name, cancel);
        byte[]? large = null;
        try
        {
            var parts = new List<PartETag>();
            var (part, count) = (first, firstRead);
            while (count > 0)
            {
                var sent = await _client.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    InputStream = new MemoryStream(part, 0, count, writable: false),
                    PartSize = count,
                    UseChunkEncoding = false,
                }, cancel);
                parts.Add(new PartETag(parts.Count + 1, sent.ETag));
                var size = parts.Count < SmallParts ? SmallPart : LargePart;
                if (size == LargePart)
                    part = large ??= ArrayPool<byte>.Shared.Rent(LargePart);
                count = await content.ReadAtLeastAsync(part.AsMemory(0, size), size, throwOnEndOfStream: false, cancel);
            }
            await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _bucket, Key = name, UploadId = upload.UploadId, PartETags = parts }, cancel);
        }
        catch
        {
            await AbandonAsync(name, upload.UploadId);
            throw;
        }
        finally
        {
            if (large is not null)
                ArrayPool<byte>.Shared.Return(large);
        }
    }

    private async Task AbandonAsync(string name, string uploadId)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(_bucket, name, uploadId, CancellationToken.None);
        }
        catch (AmazonS3Exception)
        {
            // What broke the upload is told; its parts are freed by the bucket's rule for unfinished uploads.
        }
    }
}
