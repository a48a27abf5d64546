using System.Security.Cryptography;

namespace MlDash.Server.Tests;

/// <summary>Runs while no other test does: what is measured is what the whole process allocates.</summary>
[CollectionDefinition(Alone.Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>Hazard 7: uploads as large as files are.</summary>
[Collection(Alone.Name)]
public sealed class Section13MemoryTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task Hazard_07_a_large_upload_is_answered_without_delay_and_held_in_constant_memory()
    {
        const int Size = 300 << 20;
        var run = await _api.OpenAsync();
        var checksum = Convert.ToHexStringLower(SHA256.HashData(new PatternStream(Size)));
        var form = Api.FileForm(run, "big.bin", [], null, checksum, []);
        var whole = new MultipartFormDataContent("b0undary");
        foreach (var part in form.SkipLast(1))
            whole.Add(part);
        whole.Add(new StreamContent(new PatternStream(Size)), "\"file\"", "\"big.bin\"");
        var before = GC.GetTotalAllocatedBytes();
        var node = (await _api.SendAsync(HttpMethod.Post, $"/api/namespaces/{_api.User}/nodes", whole)).Ok["node"]["id"].Text;
        // Client, server and test together allocate far less than the file.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, Size / 3);
        await using var stream = await _api.Client.GetStreamAsync($"/api/nodes/{node}/download", TestContext.Current.CancellationToken);
        Assert.Equal(checksum, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));
        (await _api.DeleteAsync($"/api/projects/{run.Project}")).Is(200);
    }
}
