using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace MlDash.Server.Tests;

/// <summary>Section 1: transport and status codes.</summary>
public sealed class Section01TransportTests(SharedServer shared)
{
    private readonly Api _api = shared.Server.NewUser();

    [Fact]
    public async Task A_base_that_holds_a_path_serves_REST_and_GraphQL_below_it()
    {
        await using var server = await TestServer.StartAsync(null, ("PATH_BASE", "/dash"));
        var api = server.NewUser();
        var run =
            (await api.PostAsync($"/dash/api/namespaces/{api.User}/nodes", """{"type":"EXPERIMENT","name":"r","parentId":"ROOT","projectSlug":"p"}""")).Ok;
        var id = run["experiment"]["id"].Text;
        (await api.PostAsync($"/dash/api/experiments/{id}/metrics/a%2Fb/append", """{"data":{"x":1}}""")).Is(200);
        Assert.Equal("a/b", (await api.GetAsync($"/dash/api/experiments/{id}/metrics/a/b/stats")).Ok["name"].Text);
        Assert.Equal(api.User, (await api.PostAsync("/dash/graphql", """{"query":"{ me { username } }"}""")).Data["me"]["username"].Text);
    }

    [Fact]
    public async Task Health_needs_no_token() => (await shared.Server.Anonymous().GetAsync("/health")).Is(200);

    [Fact]
    public async Task A_download_answers_the_bytes_itself_and_never_redirects()
    {
        var run = await _api.OpenAsync();
        var node = (await _api.UploadAsync(run, "w.bin", [1, 2, 3])).Ok["node"]["id"].Text;
        Assert.Equal([1, 2, 3], (await _api.GetAsync($"/api/nodes/{node}/download")).Is(200).Bytes);
    }

    [Theory]
    [InlineData("""{"dataPoints":[{"a":NaN,"b":Infinity,"c":-Infinity}]}""", """{"a":NaN,"b":Infinity,"c":-Infinity}""")]
    [InlineData(
        """{"dataPoints":[{"a":"\u00e9 NaN","b":12345678901234567890123456789,"c":1.50}]}""",
        """{"a":"\u00e9 NaN","b":12345678901234567890123456789,"c":1.50}""")]
    [InlineData("""{"dataPoints":[{"a":"é NaN"}]}""", """{"a":"é NaN"}""")]
    public async Task Both_spellings_of_request_JSON_are_accepted_and_come_back_as_they_were_written(string body, string point)
    {
        var run = await _api.OpenAsync();
        (await _api.PostAsync($"/api/experiments/{run.Id}/metrics/m/append-batch", body)).Is(200);
        Assert.Contains($"\"data\":{point}", (await _api.GetAsync($"/api/experiments/{run.Id}/metrics/m/data?nan=token")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_request_fields_are_ignored()
    {
        var run = await _api.OpenAsync(more: ""","unheardOf":{"x":[1]}""");
        (await _api.PostAsync(
            $"/api/experiments/{run.Id}/logs", """{"logs":[{"message":"m","level":"info","timestamp":"2026-01-01T00:00:00Z","extra":1}],"x":null}""")).Is(200);
    }

    [Fact]
    public async Task An_answer_is_UTF8_without_a_mark_and_starts_at_once()
    {
        var answer = await _api.GetAsync("/health");
        Assert.Equal((byte)'{', answer.Bytes[0]);
    }

    [Theory]
    [InlineData("GET", "/api/nodes/1", null, 404, "not_found")]
    [InlineData("GET", "/api/nowhere", null, 404, "not_found")]
    [InlineData("PUT", "/api/nodes/1", "{}", 405, "method_not_allowed")]
    [InlineData("POST", "/api/namespaces/nobody-there/nodes", "{}", 404, "not_found")]
    [InlineData("POST", "/api/auth/tokens", "{nope", 400, "malformed")]
    [InlineData("POST", "/api/auth/tokens", "[]", 400, "malformed")]
    public async Task An_error_has_a_code_a_message_and_the_members_of_RFC_9457(string method, string path, string? body, int status, string code)
    {
        var answer = await _api.SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body));
        Assert.Equal(status, answer.Code);
        Assert.Equal(code, answer.Json["error"].Text);
        Assert.NotEmpty(answer.Json["message"].Text);
        Assert.Equal(status, answer.Json["status"].Number);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task No_token_is_401_with_the_same_error_body()
    {
        var answer = (await shared.Server.Anonymous().GetAsync("/api/nodes/1")).Is(401);
        Assert.Equal("unauthorized", answer.Json["error"].Text);
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_SIZE", "100KB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var answer = await api.PostAsync($"/api/experiments/{run.Id}/logs", $$"""{"logs":[{"message":"{{new string('x', 200_000)}}"}]}""");
        Assert.Equal((413, "too_large"), (answer.Code, answer.Json["error"].Text));
    }

    [Theory]
    [InlineData("/api/experiments/{0}/logs", 413)]
    [InlineData("/api/experiments/{0}/batches", 413)]
    [InlineData("/api/experiments/1/logs", 404)]
    [InlineData("/api/nothing", 404)]
    public async Task A_refusal_whose_body_is_too_large_to_be_read_says_that_the_connection_ends(string path, int status)
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_SIZE", "100KB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, run.Id);
        var answer = await api.PostAsync(address, $$"""{"logs":[{"message":"{{new string('x', 200_000)}}"}]}""");
        Assert.Equal((status, "close"), (answer.Code, answer.Headers["Connection"]));
        Assert.False((await api.PostAsync(address, """{"logs":[]}""")).Headers.ContainsKey("Connection"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_is_read(string encoding)
    {
        var run = await _api.OpenAsync();
        (await SendCompressedAsync(_api, run, """{"dataPoints":[{"x":1}]}""", encoding)).Is(200);
    }

    [Fact]
    public async Task A_small_body_that_grows_over_the_limit_when_it_is_decoded_is_413_and_an_unknown_encoding_415()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_SIZE", "1MB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        Assert.Equal(413, (await SendCompressedAsync(api, run, $$"""{"dataPoints":[{"x":"{{new string('0', 50_000_000)}}"}]}""", "gzip")).Code);
        Assert.Equal(415, (await SendCompressedAsync(api, run, "{}", "zstd")).Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task The_limit_holds_for_the_decoded_body_itself(string encoding)
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BATCH_SIZE", "1MB"));
        var api = server.NewUser();
        var run = await api.OpenAsync();
        // Items so few and so small that no other bound is met.
        string Points(int bytes) => $"{{\"dataPoints\":[{string.Join(",", Enumerable.Repeat($"{{\"x\":\"{new string('0', 992)}\"}}", bytes / 1001))}]}}";
        Assert.Equal(200, (await SendCompressedAsync(api, run, Points(1_000_000), encoding)).Code);
        var refused = await SendCompressedAsync(api, run, Points(1_100_000), encoding);
        Assert.Equal(413, refused.Code);
        Assert.Contains("decoded body", refused.Json["message"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_compression_is_400() =>
        Assert.Equal(400, (await _api.SendAsync(HttpMethod.Post, $"/api/experiments/{(await _api.OpenAsync()).Id}/logs",
            new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } })).Code);

    [Fact]
    public async Task The_OpenAPI_document_lists_the_calls()
    {
        var document = (await shared.Server.Anonymous().GetAsync("/openapi/v1.json")).Ok;
        Assert.Contains("/api/namespaces/{ns}/nodes", document["paths"].Names);
        Assert.Contains("/api/experiments/{id}/logs", document["paths"].Names);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_parameter_of_a_path()
    {
        var paths = (await shared.Server.Anonymous().GetAsync("/openapi/v1.json")).Ok["paths"];
        foreach (var path in paths.Names)
        {
            var named = Regex.Matches(path, @"\{(\w+)\}").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
            foreach (var method in paths[path].Names)
            {
                var described = paths[path][method].Has("parameters") ? paths[path][method]["parameters"].All : [];
                Assert.Equal(named, described.Where(p => p["in"].Text == "path").Select(p => p["name"].Text).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Another_origin_may_ask()
    {
        var answer = await _api.GetAsync("/health", ("Origin", "https://example.org"));
        Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
    }

    private static Task<Answer> SendCompressedAsync(Api api, Run run, string body, string encoding)
    {
        var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(body));
        }
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return api.SendAsync(HttpMethod.Post, $"/api/experiments/{run.Id}/metrics/m/append-batch", content);
    }
}
