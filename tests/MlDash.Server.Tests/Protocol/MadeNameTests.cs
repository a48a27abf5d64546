using System.Text.Json;

namespace MlDash.Server.Tests;

/// <summary>Names are checked when they are made, in bytes, since disks count bytes; the same rule for nodes, files, metrics and topics.</summary>
public sealed class MadeNameTests(SharedServer shared)
{
    // 'ä' has two bytes.
    private static readonly string _longest = new string('ä', 127) + "x";
    private static readonly string _tooLong = new('ä', 128);
    private readonly Api _api = shared.Server.NewUser();

    public static TheoryData<string> Refused => [_tooLong, new string('x', 256), "a\u0001b", "tab\t", "..", "."];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_name_that_no_disk_takes_is_400_for_whatever_is_made(string name)
    {
        var run = await _api.OpenAsync();
        var (text, path) = (JsonSerializer.Serialize(name), Uri.EscapeDataString(name));
        (await _api.NodeAsync($$"""{"type":"PROJECT","name":{{text}},"slug":{{text}}}""")).Is(400);
        (await _api.NodeAsync($$"""{"type":"EXPERIMENT","name":"r","parentId":"ROOT","projectSlug":{{text}}}""")).Is(400);
        (await _api.NodeAsync($$"""{"type":"EXPERIMENT","name":{{text}},"parentId":"ROOT","projectSlug":"p"}""")).Is(400);
        (await _api.NodeAsync($$"""{"type":"FOLDER","name":{{text}},"parentId":"ROOT","projectSlug":"p"}""")).Is(400);
        (await _api.PatchAsync($"/api/nodes/{run.Node}", $$"""{"name":{{text}}}""")).Is(400);
        (await _api.UploadAsync(run, $"a/{name}/f", [1])).Is(400);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks", $$"""{"topic":{{JsonSerializer.Serialize("robot/" + name)}}}""")).Is(400);
        foreach (var (target, body) in ((string, string)[])[
            ($"metrics/a/{path}/append-batch", """{"dataPoints":[{"x":1}]}"""),
            ($"tracks/a%2F{path}/append_batch", """{"entries":[{"timestamp":1}]}""")
        ])
        {
            var answer = await RawSocket.SendAsync(shared.Server.Url, RawSocket.Request("POST",
                $"/api/experiments/{run.Id}/{target.Replace("/../", "/%2e%2e/", StringComparison.Ordinal)}", TestTokens.Public(_api.User), body));
            Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"].Count);
        Assert.Equal(0, (await _api.GetAsync($"/api/experiments/{run.Id}/tracks")).Ok["tracks"].Count);
    }

    [Fact]
    public async Task A_name_of_255_bytes_is_taken_by_whatever_is_made()
    {
        var run = await _api.OpenAsync(_longest, JsonSerializer.Serialize(_longest)[1..^1]);
        (await _api.UploadAsync(run, $"{_longest}/{_longest}", [1])).Is(200);
        (await _api.PointsAsync(run, Uri.EscapeDataString(_longest), """[{"x":1}]""")).Is(200);
        (await _api.PostAsync($"/api/experiments/{run.Id}/tracks", JsonSerializer.Serialize(new { topic = $"{_longest}/{_longest}" }))).Is(200);
        Assert.Equal(_longest, (await _api.GetAsync($"/api/experiments/{run.Id}/metrics")).Ok["metrics"][0]["name"].Text);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("/")]
    public async Task An_experiment_has_no_slash_in_its_name_when_it_is_opened_or_renamed(string name)
    {
        var run = await _api.OpenAsync();
        (await _api.NodeAsync($$"""{"type":"EXPERIMENT","name":"{{name}}","parentId":"ROOT","projectSlug":"p"}""")).Is(400);
        var refused = (await _api.PatchAsync($"/api/nodes/{run.Node}", $$"""{"name":"{{name}}"}""")).Is(400).Json["message"].Text;
        Assert.Contains(name, refused, StringComparison.Ordinal);
        Assert.Equal("run-7", (await _api.GetAsync($"/api/nodes/{run.Node}")).Ok["name"].Text);
    }
}
