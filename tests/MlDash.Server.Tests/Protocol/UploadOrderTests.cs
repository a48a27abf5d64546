using System.Net.Http.Headers;
using System.Text;

namespace MlDash.Server.Tests;

/// <summary>Uploads whose parts come in any order: RFC 7578 leaves it to the sender, and the two published clients differ.</summary>
public sealed class UploadOrderTests(SharedServer shared)
{
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
    private readonly Api _api = shared.Server.NewUser();

    public static TheoryData<int> Places => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_bytes_may_come_before_between_or_after_the_fields(int place)
    {
        var run = await _api.OpenAsync();
        var answer = (await SendAsync(_api, Parts(run, "a/w.bin", place, ("description", "d")))).Ok;
        Assert.Equal((_bytes.Length, Api.Sha256(_bytes), "application/x-test"),
            (answer["physicalFile"]["sizeBytes"].Number, answer["physicalFile"]["checksum"].Text, answer["physicalFile"]["contentType"].Text));
        Assert.Equal(("d", run.Id, "/a"), (answer["node"]["description"].Text, answer["node"]["experimentId"].Text, answer["node"]["pPath"].Text));
        Assert.Equal(_bytes, (await _api.GetAsync($"/api/nodes/{answer["node"]["id"].Text}/download")).Bytes);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Theory]
    [InlineData("checksum", "0000000000000000000000000000000000000000000000000000000000000000", 422)]
    [InlineData("checksum", "abc", 400)]
    [InlineData("name", "../x", 400)]
    [InlineData("name", "", 400)]
    [InlineData("projectId", "1", 404)]
    [InlineData("experimentId", "1", 404)]
    [InlineData("metadata", "[1]", 400)]
    [InlineData("type", "FOLDER", 400)]
    public async Task Bytes_whose_fields_are_refused_afterwards_leave_nothing(string field, string value, int status)
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        (await SendAsync(api, [.. Parts(run, "f", place: 0).Where(p => p.Name != field), (field, Encoding.UTF8.GetBytes(value))])).Is(status);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await api.GetAsync($"/api/search/files?experimentId={run.Id}")).Ok["total"].Number);
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task Two_files_none_too_many_fields_and_a_missing_end_are_400_and_leave_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var parts = Parts(run, "f", place: 0);
        Assert.Contains("second", (await SendAsync(api, [.. parts, parts[0]])).Is(400).Text, StringComparison.Ordinal);
        Assert.Contains("'file'", (await SendAsync(api, parts[1..])).Is(400).Text, StringComparison.Ordinal);
        (await SendAsync(api, [.. parts, .. Enumerable.Range(0, 40).Select(i => ($"more{i}", (byte[])[1]))])).Is(400);
        var whole = await Form(parts).ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var cut = new ByteArrayContent(whole[..^20]);
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0undary");
        (await api.SendAsync(HttpMethod.Post, $"/api/namespaces/{api.User}/nodes", cut)).Is(400);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Trait(TestStores.Kind, TestStores.Embedded)]
    [Fact]
    public async Task A_file_in_front_of_its_fields_is_bounded_too()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_FILE_SIZE", "100KB"));
        var api = server.NewUser();
        (await SendAsync(api, Parts(await api.OpenAsync(), "f", place: 0))).Is(413);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    private static (string Name, byte[] Bytes)[] Parts(Run run, string name, int place, params (string Name, string Value)[] more)
    {
        var parts = new List<(string Name, byte[] Bytes)>(((string, string)[])[("type", "FILE"), ("projectId", run.Project), ("experimentId", run.Id),
            ("parentId", run.Node), ("name", name), ("checksum", Api.Sha256(_bytes)), .. more] is { } fields
                ? [.. fields.Select(f => (f.Item1, Encoding.UTF8.GetBytes(f.Item2)))]
                : []);
        parts.Insert(Math.Min(place, parts.Count), ("file", _bytes));
        return [.. parts];
    }

    private static Task<Answer> SendAsync(Api api, (string Name, byte[] Bytes)[] parts) =>
        api.SendAsync(HttpMethod.Post, $"/api/namespaces/{api.User}/nodes", Form(parts));

    private static MultipartFormDataContent Form((string Name, byte[] Bytes)[] parts)
    {
        var form = new MultipartFormDataContent("b0undary");
        foreach (var (name, bytes) in parts)
        {
            var part = new ByteArrayContent(bytes);
            if (name != "file")
            {
                form.Add(part, $"\"{name}\"");
                continue;
            }
            part.Headers.ContentType = new MediaTypeHeaderValue("application/x-test");
            form.Add(part, "\"file\"", "\"upload.bin\"");
        }
        return form;
    }
}
