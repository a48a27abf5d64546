using System.Security.Cryptography;
using Amazon.Runtime;
using MlDash.Server.Settings;
using MlDash.Server.Stores;
using MlDash.Server.Stores.S3;

namespace MlDash.Server.Tests;

/// <summary>The blob store over S3.</summary>
public sealed class S3StoreTests : BlobStoreContract, IDisposable
{
    private readonly S3BlobStore _store;
    private readonly S3Settings _bucket;

    public S3StoreTests(S3Service service)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"S3: {service.Engine}");
        _bucket = service.NewBucket();
        _store = new S3BlobStore(_bucket);
    }

    private protected override IBlobStore Store => _store;

    private protected override string CrashPlace => CrashPlaces.PartStored;

    private protected override (string Name, string Value)[] ServerSettings => S3Service.ServerSettingsOf(_bucket);

    private protected override IBlobStore StoreOf(string data) => new S3BlobStore(_bucket);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData((8 << 20) - 1)]
    [InlineData(8 << 20)]
    [InlineData((24 << 20) + 5)]
    public async Task A_blob_of_any_size_comes_back_byte_for_byte(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        await _store.PutAsync("files/100", new MemoryStream(bytes), Cancel);
        await using var blob = await _store.OpenAsync("files/100", 0, Cancel);
        var back = new MemoryStream();
        await blob!.CopyToAsync(back, Cancel);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(back.ToArray()));
        await using var rest = await _store.OpenAsync("files/100", size, Cancel);
        Assert.Equal(-1, rest!.ReadByte());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_to_be_seen()
    {
        var breaking = new PatternStream(20 << 20, failAt: 18 << 20);
        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync("files/101", breaking, Cancel));
        Assert.Null(await _store.OpenAsync("files/101", 0, Cancel));
    }

    [Fact]
    public async Task Many_write_and_read_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            await _store.PutAsync($"chunks/200/{i}", new MemoryStream([(byte)i]), Cancel);
            await using var blob = await _store.OpenAsync($"chunks/200/{i}", 0, Cancel);
            Assert.Equal(i, blob!.ReadByte());
        }));
    }

    public void Dispose() => _store.Dispose();
}
