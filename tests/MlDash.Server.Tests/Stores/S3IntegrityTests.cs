using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using MlDash.Server.Stores.S3;

namespace MlDash.Server.Tests;

/// <summary>What is sent to S3 is what is stored there, and what is not finished does not stay.</summary>
public sealed class S3IntegrityTests(S3Service service)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000)]
    [InlineData((8 << 20) + 100)]
    public async Task Every_body_goes_with_its_MD5_in_front(int size)
    {
        var right = new ConcurrentBag<bool>();
        await using var proxy = await S3Proxy.StartAsync(service.NewBucket(), (context, body) =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
                right.Add(context.Request.Headers.ContentMD5 == Md5(body));
            return Task.FromResult(false);
        });
        using var store = new S3BlobStore(proxy.Settings);
        await store.PutAsync("files/1", new MemoryStream(RandomNumberGenerator.GetBytes(size)), Cancel);
        Assert.Equal(size < 8 << 20 ? 1 : 2, right.Count);
        Assert.DoesNotContain(false, right);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData((8 << 20) + 100)]
    public async Task Bytes_that_change_on_the_way_are_noticed_and_never_seen_by_a_reader(int size)
    {
        await using var proxy = await S3Proxy.StartAsync(service.NewBucket(), (context, body) =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
                body[^1] ^= 1;
            return Task.FromResult(false);
        });
        using var store = new S3BlobStore(proxy.Settings);
        var thrown = await Record.ExceptionAsync(() => store.PutAsync("files/1", new MemoryStream(RandomNumberGenerator.GetBytes(size)), Cancel));
        Assert.NotNull(thrown);
        Assert.Null(await store.OpenAsync("files/1", 0, Cancel));
    }

    [Fact]
    public async Task Unfinished_uploads_are_freed_when_no_part_came_for_a_day()
    {
        var freed = new ConcurrentBag<string>();
        static string Ago(int hours) => DateTime.UtcNow.AddHours(-hours).ToString("yyyy-MM-ddTHH:mm:ss.000Z");
        static string Upload(string key, string id, int hours) =>
            $"<Upload><Key>{key}</Key><UploadId>{id}</UploadId><Initiated>{Ago(hours)}</Initiated></Upload>";
        await using var proxy = await S3Proxy.StartAsync(service.NewBucket(), async (context, _) =>
        {
            var (request, query) = (context.Request, context.Request.Query);
            if (HttpMethods.IsGet(request.Method) && query.ContainsKey("uploads"))
            {
                await S3Proxy.AnswerAsync(context, "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>"
                    + Upload(
                        "11/files/11", "dead", 30) + Upload("12/files/12", "slow", 50) + Upload("13/files/13", "young", 2) + Upload("not/ours", "foreign", 99)
                    + "</ListMultipartUploadsResult>");
                return true;
            }
            if (HttpMethods.IsGet(request.Method) && query.ContainsKey("uploadId"))
            {
                // The slow one began two days ago, and its last part came an hour ago.
                var part = query["uploadId"] == "slow"
                    ? $"<Part><PartNumber>1</PartNumber><LastModified>{Ago(1)}</LastModified><ETag>\"x\"</ETag><Size>1</Size></Part>"
                    : "";
                await S3Proxy.AnswerAsync(context, $"<ListPartsResult><IsTruncated>false</IsTruncated>{part}</ListPartsResult>");
                return true;
            }
            if (HttpMethods.IsDelete(request.Method))
            {
                freed.Add(query["uploadId"]!);
                context.Response.StatusCode = 204;
                return true;
            }
            return false;
        });
        using var store = new S3BlobStore(proxy.Settings);
        Assert.Equal(1, await store.FreeUnfinishedAsync(DateTimeOffset.UtcNow.AddDays(-1), Cancel));
        Assert.Equal(["dead"], freed);
    }

    [Fact]
    public async Task A_service_that_cannot_list_unfinished_uploads_is_left_to_its_own_rules()
    {
        await using var proxy = await S3Proxy.StartAsync(service.NewBucket(), async (context, _) =>
        {
            if (!context.Request.Query.ContainsKey("uploads"))
                return false;
            context.Response.StatusCode = 501;
            await S3Proxy.AnswerAsync(context, "<Error><Code>NotImplemented</Code><Message>no</Message></Error>");
            return true;
        });
        using var store = new S3BlobStore(proxy.Settings);
        Assert.Equal(0, await store.FreeUnfinishedAsync(DateTimeOffset.UtcNow, Cancel));
    }

    [Fact]
    public async Task What_others_keep_in_the_bucket_is_neither_listed_nor_touched()
    {
        var bucket = service.NewBucket();
        using var store = new S3BlobStore(bucket);
        await store.PutAsync("files/12", new MemoryStream([1]), Cancel);
        using var client = new Amazon.S3.AmazonS3Client(new Amazon.Runtime.BasicAWSCredentials(bucket.AccessKey, bucket.SecretKey),
            new Amazon.S3.AmazonS3Config { ServiceURL = bucket.Endpoint, ForcePathStyle = bucket.ForcePathStyle, AuthenticationRegion = bucket.Region });
        foreach (var key in (string[])["readme.txt", "12/files/34", "backup/files/1"])
            await client.PutObjectAsync(
                new Amazon.S3.Model.PutObjectRequest { BucketName = bucket.Bucket, Key = key, ContentBody = "x", UseChunkEncoding = false }, Cancel);
        Assert.Equal("files/12", Assert.Single(await store.ListAsync(Cancel).ToListAsync(Cancel)).Key);
    }

#pragma warning disable CA5351 // The protocol's checksum.
    private static string Md5(byte[] body) => Convert.ToBase64String(MD5.HashData(body));
#pragma warning restore CA5351
}
