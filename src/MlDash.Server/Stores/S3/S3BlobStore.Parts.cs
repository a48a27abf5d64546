using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using MlDash.Server.Diagnostics;

namespace MlDash.Server.Stores.S3;

/// <content>Large blobs: parts that are sent while they arrive.</content>
internal sealed partial class S3BlobStore
{
    private async Task PutPartsAsync(string name, Stream content, byte[] first, int firstRead, CancellationToken cancellationToken)
    {
        var upload = await _client.InitiateMultipartUploadAsync(_bucket, name, cancellationToken);
        byte[]? large = null;
        try
        {
            var parts = new List<(PartETag Tag, S3Digest Digest)>();
            var (part, count) = (first, firstRead);
            while (count > 0)
            {
                var digest = S3Digest.Of(part.AsSpan(0, count));
                var sent = await _client.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    InputStream = new MemoryStream(part, 0, count, writable: false),
                    PartSize = count,
                    MD5Digest = digest.Base64,
                    UseChunkEncoding = false,
                }, cancellationToken);
                if (digest.IsContradictedBy(sent.ETag, sent.ServerSideEncryptionMethod))
                    throw Changed(name);
                parts.Add((new PartETag(parts.Count + 1, sent.ETag), digest));
                CrashPoint.Pass("blob.part");
                var size = parts.Count < SmallParts ? SmallPart : LargePart;
                if (size == LargePart)
                    part = large ??= ArrayPool<byte>.Shared.Rent(LargePart);
                count = await content.ReadAtLeastAsync(part.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken);
            }
            var whole = await _client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = _bucket,
                    Key = name,
                    UploadId = upload.UploadId,
                    PartETags = [.. parts.Select(p => p.Tag)]
                }, cancellationToken);
            if (S3Digest.OfParts([.. parts.Select(p => p.Digest)]).IsContradictedBy(whole.ETag, whole.ServerSideEncryptionMethod))
                throw await RemoveChangedAsync(name);
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
            // The error of the upload is reported; its parts are freed by the bucket's rule for unfinished uploads, or by the sweep.
        }
    }
}
