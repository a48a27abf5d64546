using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace MlDash.Server.Stores.S3;

/// <content>What the bucket holds, and what unfinished uploads left in it.</content>
internal sealed partial class S3BlobStore
{
    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket };
        do
        {
            var page = await _client.ListObjectsV2Async(request, cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                // Others may keep things in the bucket too.
                if (BlobKeys.KeyAt(found.Key) is { } key)
                    yield return new StoredBlob(
                        key, found.Size ?? 0, found.LastModified is { } at ? new DateTimeOffset(at.ToUniversalTime()) : DateTimeOffset.MaxValue);
            }
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task<int> FreeUnfinishedAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (freed, request) = (0, new ListMultipartUploadsRequest { BucketName = _bucket });
        ListMultipartUploadsResponse page;
        do
        {
            try
            {
                page = await _client.ListMultipartUploadsAsync(request, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented)
            {
                // A service without this call: its own rule for unfinished uploads has to do it.
                return freed;
            }
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (BlobKeys.KeyAt(upload.Key) is null || await LastTouchedAsync(upload, cancellationToken) >= since)
                    continue;
                await _client.AbortMultipartUploadAsync(_bucket, upload.Key, upload.UploadId, cancellationToken);
                freed++;
            }
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
        return freed;
    }

    /// <summary>When the last part of an upload came; a slow one may have begun long ago.</summary>
    private async Task<DateTimeOffset> LastTouchedAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        var last = upload.Initiated?.ToUniversalTime() ?? DateTime.MaxValue;
        var request = new ListPartsRequest { BucketName = _bucket, Key = upload.Key, UploadId = upload.UploadId };
        ListPartsResponse page;
        do
        {
            page = await _client.ListPartsAsync(request, cancellationToken);
            foreach (var part in page.Parts ?? [])
            {
                if (part.LastModified?.ToUniversalTime() is { } at && at > last)
                    last = at;
            }
            request.PartNumberMarker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        while (page.IsTruncated == true);
        return new DateTimeOffset(last, TimeSpan.Zero);
    }
}
